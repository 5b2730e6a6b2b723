// Paths of the far side: always absolute, always with `/`, whatever this computer uses.
import { posix } from 'node:path';

export function joinRemote(folder: string, ...steps: readonly string[]): string {
  return posix.join(folder, ...steps);
}

export function remoteName(path: string): string {
  return posix.basename(path);
}

/** Whether `inner` is `outer` or lies in it. */
export function liesIn(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}
