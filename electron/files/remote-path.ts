// Paths of the far side: always absolute, always with `/`, whatever this computer uses.
import { posix } from 'node:path';

export function joinRemote(folder: string, ...steps: readonly string[]): string {
  return posix.join(folder, ...steps);
}

export function remoteName(path: string): string {
  return posix.basename(path);
}
