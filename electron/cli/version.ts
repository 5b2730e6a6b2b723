// The version, from the package.json that lies beside out/.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export async function versionText(): Promise<string> {
  const script = process.argv[1] ?? '.';
  const text = await readFile(path.join(path.dirname(script), '../../package.json'), 'utf8');
  const version = /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? 'of unknown version';
  return `sallyport ${version}\n`;
}
