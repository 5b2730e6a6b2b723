// Where things of this checkout and of this user lie. Only node: builtins, so that it works before `npm ci`.
import os from 'node:os';
import path from 'node:path';

export const rootDir = path.resolve(import.meta.dirname, '..');
export const outDir = path.join(rootDir, 'out');
export const configDir = path.join(rootDir, 'scripts', 'config');

/** Caches that survive a fresh clone: one directory a user, never inside the repository. */
export function userCacheDir() {
  if (process.platform === 'win32') {
    const local = process.env['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData', 'Local');
    return path.join(local, 'sallyport', 'Cache');
  }
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'sallyport');
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'sallyport');
}

/** The entry script of an installed tool, run with `process.execPath` so that no shell is involved. */
export function toolScript(/** @type {string} */ relative) {
  return path.join(rootDir, 'node_modules', relative);
}
