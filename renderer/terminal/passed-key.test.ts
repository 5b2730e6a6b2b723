import { expect, it } from 'vitest';
import { press } from '../commands/fixtures/key-press.ts';
import { passedKey } from './passed-key.ts';

it.each([
  [press('T', 'CS'), '\u0014'],
  [press('C', 'CS'), '\u0003'],
  // By its place, where the letter is of another alphabet.
  [press('З', 'CS', 'KeyP'), '\u0010'],
  [press('Insert', 'S'), '\u001b[2;2~'],
  [press('Insert', 'C'), '\u001b[2;5~'],
  [press('PageUp', 'S'), '\u001b[5;2~'],
  [press('PageDown', 'CS'), '\u001b[6;6~'],
  // These xterm.js knows.
  [press('c', 'C'), null],
  [press('Tab', 'C'), null],
  [press('F5'), null],
  [press('PageUp'), null],
  [press('t', 'M'), null],
])('%j', (key, bytes) => {
  expect(passedKey(key)).toBe(bytes);
});
