// Files by what is in them: for what must never be on disk.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export function filesHolding(dir: string, wanted: string): Promise<readonly string[]> {
  return filesLike(dir, (_name, text) => text.includes(wanted));
}

export async function filesLike(
  dir: string,
  isLike: (name: string, text: string) => boolean,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, 'latin1').catch(() => '');
    if (isLike(entry.name, text)) found.push(file);
  }
  return found;
}
