import { describe, expect, it } from 'vitest';
import { commandFor } from './command-for.ts';
import type { KeyPress } from './key-match.ts';

const press = (key: string, held = ''): KeyPress => ({
  key,
  code: '',
  ctrlKey: held.includes('C'),
  shiftKey: held.includes('S'),
  altKey: held.includes('A'),
  metaKey: held.includes('M'),
});
const terminal = { inTerminal: true, inTextField: false };
const list = { inTerminal: false, inTextField: false };
const field = { inTerminal: false, inTextField: true };

describe('commandFor', () => {
  it('takes its own keys everywhere', () => {
    for (const place of [terminal, list, field])
      expect(commandFor(press('P', 'CS'), 'linux', place)).toBe('go-to');
    expect(commandFor(press('p', 'M'), 'macos', terminal)).toBe('go-to');
  });

  it('leaves F1, F2, F5 and ? to the program in a terminal', () => {
    for (const key of ['F1', 'F2', 'F5', '?']) expect(commandFor(press(key), 'linux', terminal)).toBeNull();
    expect(commandFor(press('F1'), 'linux', list)).toBe('show-shortcuts');
    expect(commandFor(press('F5'), 'linux', field)).toBe('reload-inventory');
    expect(commandFor(press('?', 'S'), 'linux', field)).toBeNull();
  });

  it('copies and pastes for the terminal, and leaves text fields their own', () => {
    expect(commandFor(press('C', 'CS'), 'linux', terminal)).toBe('copy');
    expect(commandFor(press('c', 'M'), 'macos', field)).toBeNull();
    expect(commandFor(press('v', 'M'), 'macos', terminal)).toBe('paste');
    expect(commandFor(press('Insert', 'S'), 'windows', terminal)).toBe('paste');
  });

  it('never takes a bare Ctrl+letter', () => {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
      expect(commandFor(press(letter, 'C'), 'linux', terminal)).toBeNull();
      expect(commandFor(press(letter, 'C'), 'windows', terminal)).toBeNull();
    }
  });
});
