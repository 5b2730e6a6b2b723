// Names of files where two systems meet: what this computer would not take, and a free name beside a taken one. Knows
// neither of their file systems.
import { AppError } from '../../shared/app-error.ts';

/** NAME_MAX of Linux and macOS in bytes, of NTFS in UTF-16 units; bytes are never fewer than units. */
const MAX_NAME_BYTES = 255;
// learn.microsoft.com, "Naming Files, Paths, and Namespaces": with or without an extension.
const WINDOWS_DEVICES = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)/i;
const WINDOWS_CHARACTERS = /[<>:"|?*\\]/;

/** Why a name cannot be used here, as a sentence; null when it can. `name` comes from the far side. */
export function localNameProblem(name: string, platform: NodeJS.Platform): string | null {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name))
    return 'Its name is not a single name.';
  if (name.includes('\ufffd')) return 'Its name is not UTF-8, so the target would not recognise it.';
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return 'Its name is too long for this computer.';
  if (platform !== 'win32') return null;
  if (WINDOWS_CHARACTERS.test(name) || [...name].some((character) => character < ' '))
    return 'Windows does not allow a character of its name.';
  if (/[. ]$/.test(name)) return 'Windows does not allow a name that ends with a dot or a space.';
  if (WINDOWS_DEVICES.test(name)) return 'Windows keeps this name for a device.';
  return null;
}

/** Null when it is a good name for something new on the target. */
export function remoteNameProblem(name: string): string | null {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name))
    return 'A name has no slash, and is not “.” or “..”.';
  return Buffer.byteLength(name) > MAX_NAME_BYTES ? 'The name is too long.' : null;
}

/** Two names with the same answer are one file on Windows and, as it is usually set up, on macOS. */
export function nameKey(name: string, platform: NodeJS.Platform): string {
  const isFolding = platform === 'win32' || platform === 'darwin';
  return isFolding ? name.normalize('NFC').toLowerCase() : name;
}

/** "notes.txt" becomes "notes (2).txt"; cut so that it stays a name. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const cut = dot > 0 && name.length - dot <= 16 ? dot : name.length;
  const tail = ` (${number})${name.slice(cut)}`;
  let stem = name.slice(0, cut);
  while (Buffer.byteLength(stem + tail) > MAX_NAME_BYTES) stem = stem.slice(0, -1);
  return stem + tail;
}

/** So many of one name lie beside each other; more is something that runs away. */
const MAX_NUMBER = 1_000;

/** `name`, or `name (2)` and so on: the first that is free. `first`: 2 when `name` itself is taken. Rejects with `files/exists`. */
export async function freeName(
  name: string,
  first: 1 | 2,
  isFree: (name: string) => Promise<boolean>,
): Promise<string> {
  for (let number: number = first; number < MAX_NUMBER; number += 1) {
    const other = number === 1 ? name : numberedName(name, number);
    if (await isFree(other)) return other;
  }
  throw new AppError('files/exists', 'There are too many of this name already.');
}
