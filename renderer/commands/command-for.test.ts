import { describe, expect, it } from 'vitest';
import { boundKeys } from '../../shared/bound-keys.ts';
import { press } from './fixtures/key-press.ts';
import { commandFor, listCommandFor } from './command-for.ts';

const given = {
  linux: boundKeys({}, 'linux'),
  windows: boundKeys({}, 'windows'),
  macos: boundKeys({}, 'macos'),
};
const terminal = { inTerminal: true, inTextField: false };
const list = { inTerminal: false, inTextField: false };
const field = { inTerminal: false, inTextField: true };

describe('commandFor', () => {
  it('takes its own keys everywhere', () => {
    for (const place of [terminal, list, field])
      expect(commandFor(press('P', 'CS'), given.linux, place)).toBe('go-to');
    expect(commandFor(press('p', 'M'), given.macos, terminal)).toBe('go-to');
  });

  it('leaves F1, F2, F5 and ? to the program in a terminal', () => {
    for (const key of ['F1', 'F2', 'F5', '?'])
      expect(commandFor(press(key), given.linux, terminal)).toBeNull();
    expect(commandFor(press('F1'), given.linux, list)).toBe('show-shortcuts');
    expect(commandFor(press('F5'), given.linux, field)).toBe('reload-inventory');
    expect(commandFor(press('?', 'S'), given.linux, field)).toBeNull();
  });

  it('copies and pastes for the terminal, and leaves text fields their own', () => {
    expect(commandFor(press('C', 'CS'), given.linux, terminal)).toBe('copy');
    expect(commandFor(press('c', 'M'), given.macos, field)).toBeNull();
    expect(commandFor(press('v', 'M'), given.macos, terminal)).toBe('paste');
    expect(commandFor(press('Insert', 'S'), given.windows, terminal)).toBe('paste');
  });

  it('never takes a bare Ctrl+letter', () => {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
      expect(commandFor(press(letter, 'C'), given.linux, terminal)).toBeNull();
      expect(commandFor(press(letter, 'C'), given.windows, terminal)).toBeNull();
    }
  });

  it('hears the keys that were chosen, and no longer those before', () => {
    const bound = boundKeys({ find: ['F6'] }, 'linux');
    expect(commandFor(press('F6'), bound, terminal)).toBe('find');
    expect(commandFor(press('F', 'CS'), bound, terminal)).toBeNull();
  });
});

describe('listCommandFor', () => {
  it('knows what is about the selected row', () => {
    expect(listCommandFor(press('F4'), given.linux)).toBe('settings-of-selected');
    expect(listCommandFor(press('Enter', 'A'), given.macos)).toBe('properties-of-selected');
    expect(listCommandFor(press('ContextMenu'), given.windows)).toBe('menu-of-selected');
    expect(listCommandFor(press('F4', 'A'), given.linux)).toBeNull();
  });
});
