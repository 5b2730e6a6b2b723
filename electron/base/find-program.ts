// Where a program lies: PATH is read by us, so that a missing one has words and none is taken from the current folder.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** The full path, or null. Never rejects. */
export type ProgramFinder = (name: string) => Promise<string | null>;

/** Where GUI programs of macOS have a shorter PATH than the user's shell. */
const MORE_PLACES: readonly string[] = ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'];

export async function findProgram(
  name: string,
  { platform, env }: { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv },
): Promise<string | null> {
  const os = platform === 'win32' ? path.win32 : path.posix;
  const endings = platform === 'win32' && os.extname(name) === '' ? ['.exe', '.com'] : [''];
  const listed = (env['PATH'] ?? env['Path'] ?? '').split(os.delimiter).filter((dir) => os.isAbsolute(dir));
  const dirs = platform === 'darwin' ? [...listed, ...MORE_PLACES] : listed;
  const places = os.isAbsolute(name)
    ? [name]
    : /[\\/]/.test(name)
      ? []
      : dirs.map((dir) => os.join(dir, name));
  for (const place of places)
    for (const ending of endings) if (await isProgram(place + ending)) return place + ending;
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // not there, or not ours to run
  }
}
