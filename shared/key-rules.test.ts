import { describe, expect, it } from 'vitest';
import { COMMAND_IDS, COMMAND_KEYS } from './command-keys.ts';
import { keyRefusal, scopesClash } from './key-rules.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const systems = ['linux', 'windows', 'macos'] as const;

describe.each(systems)('on %s', (os) => {
  it.each(['everywhere', 'in-terminal'] as const)('the shell keeps its keys from %s', (scope) => {
    for (const letter of letters)
      for (const held of ['', 'Shift+', 'Ctrl+', 'Alt+'])
        expect(keyRefusal(`${held}${letter}`, scope, os), held + letter).toMatch(/^Shells need/);
    for (const key of [
      'Enter',
      'Backspace',
      'ArrowUp',
      'Space',
      'Ctrl+[',
      'Ctrl+\\',
      'Ctrl+Space',
      'Shift+Enter',
    ])
      expect(keyRefusal(key, scope, os), key).toMatch(/[Ss]hell/);
    for (const key of ['Tab', 'Shift+Tab', 'Escape', 'Ctrl+Escape'])
      expect(keyRefusal(key, scope, os), key).not.toBeNull();
  });

  it('letters are typed outside the terminal too; function keys and "?" are not', () => {
    for (const letter of letters) expect(keyRefusal(letter, 'outside-text', os)).toMatch(/typed/);
    for (const key of ['F1', '?', 'Ctrl+R']) expect(keyRefusal(key, 'outside-text', os)).toBeNull();
  });

  it('lists keep what moves and filters in them', () => {
    for (const key of ['ArrowDown', 'Home', 'PageUp', 'A', 'Shift+A', '1', 'Space', 'Ctrl+Tab'])
      expect(keyRefusal(key, 'in-list', os), key).not.toBeNull();
    for (const key of ['Enter', 'F4', 'Delete', 'Alt+Enter', 'Ctrl+E'])
      expect(keyRefusal(key, 'in-list', os), key).toBeNull();
  });

  it('every given key is one that could be chosen', () => {
    for (const id of COMMAND_IDS)
      for (const key of COMMAND_KEYS[id].keys[os])
        expect(keyRefusal(key, COMMAND_KEYS[id].scope, os), `${id}: ${key}`).toBeNull();
  });
});

it('each system keeps the keys of tab 1 to 9', () => {
  expect(keyRefusal('Alt+3', 'everywhere', 'linux')).toMatch(/^Tab 1 to 9/);
  expect(keyRefusal('Ctrl+3', 'everywhere', 'windows')).toMatch(/^Tab 1 to 9/);
  expect(keyRefusal('Cmd+3', 'everywhere', 'macos')).toMatch(/^Tab 1 to 9/);
  expect(keyRefusal('Cmd+Shift+3', 'everywhere', 'macos')).toBeNull();
});

it('Ctrl+Shift+letter is free where Ctrl is held for commands', () => {
  expect(keyRefusal('Ctrl+Shift+G', 'everywhere', 'linux')).toBeNull();
  expect(keyRefusal('Ctrl+Alt+G', 'everywhere', 'windows')).toBeNull();
  expect(keyRefusal('Cmd+G', 'everywhere', 'macos')).toBeNull();
  expect(keyRefusal('Cmd+G', 'everywhere', 'windows')).toMatch(/Windows or Super/);
});

it('what a list hears goes before what is heard elsewhere, and clashes with what is heard everywhere', () => {
  expect(scopesClash('in-list', 'outside-text')).toBe(false);
  expect(scopesClash('in-list', 'in-terminal')).toBe(false);
  expect(scopesClash('in-list', 'everywhere')).toBe(true);
  expect(scopesClash('outside-text', 'outside-terminal')).toBe(true);
  expect(scopesClash('in-terminal', 'outside-terminal')).toBe(false);
});
