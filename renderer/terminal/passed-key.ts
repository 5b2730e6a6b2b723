// What a key is to a shell where xterm.js leaves it to the window around it: letters with Ctrl and Shift, and the keys
// that copy, paste and scroll. As xterm itself sends them.
import { keyOf } from '../commands/key-match.ts';
import type { KeyPress } from '../commands/key-match.ts';

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['Insert', 2],
  ['PageUp', 5],
  ['PageDown', 6],
]);

/** Null: xterm.js knows it, or no terminal has a word for it (Cmd). */
export function passedKey(press: KeyPress): string | null {
  const { ctrlKey, shiftKey, altKey, metaKey } = press;
  if (metaKey) return null;
  const number = NUMBERS.get(press.key);
  if (number !== undefined && (ctrlKey || shiftKey || altKey)) {
    const held = 1 + (shiftKey ? 1 : 0) + (altKey ? 2 : 0) + (ctrlKey ? 4 : 0);
    return `\u001b[${number};${held}~`;
  }
  const letter = keyOf(press);
  if (!ctrlKey || !shiftKey || altKey || !/^[A-Z]$/.test(letter)) return null;
  return String.fromCharCode(letter.charCodeAt(0) & 0x1f);
}
