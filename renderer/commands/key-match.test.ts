import { describe, expect, it } from 'vitest';
import { press } from './fixtures/key-press.ts';
import { heldText, keyCaps, keyText, matchesShortcut, tabIndexOf } from './key-match.ts';

describe('matchesShortcut', () => {
  it.each([
    ['Ctrl+Shift+P', press('P', 'CS'), true],
    ['Ctrl+Shift+P', press('p', 'C'), false],
    ['Ctrl+Shift+P', press('P', 'CSA'), false],
    ['Ctrl++', press('+', 'CS'), true],
    ['Ctrl+=', press('=', 'C'), true],
    ['Ctrl+,', press(',', 'C'), true],
    ['?', press('?', 'S'), true],
    ['F1', press('F1'), true],
    ['F1', press('F1', 'S'), false],
    ['Ctrl+Tab', press('Tab', 'C'), true],
    ['Ctrl+Tab', press('Tab', 'CS'), false],
    ['Cmd+Shift+]', press(']', 'MS'), true],
  ] as const)('%s', (shortcut, event, expected) => {
    expect(matchesShortcut(event, shortcut)).toBe(expected);
  });

  it('AltGr types, whatever it is made of', () => {
    const euro = { ...press('€', 'CA', 'KeyE'), getModifierState: (key: string) => key === 'AltGraph' };
    expect(matchesShortcut(euro, 'Ctrl+Alt+E')).toBe(false);
    expect(matchesShortcut(press('e', 'CA', 'KeyE'), 'Ctrl+Alt+E')).toBe(true);
  });

  it('Option makes a sign of a letter on macOS: the place says which', () => {
    expect(matchesShortcut(press('å', 'MA', 'KeyA'), 'Cmd+Alt+A')).toBe(true);
    // A letter of its own place is itself.
    expect(matchesShortcut(press('ö', 'CS', 'Semicolon'), 'Ctrl+Shift+Ö')).toBe(true);
  });

  it('works on a Cyrillic layout by the place of the key', () => {
    expect(matchesShortcut(press('З', 'CS', 'KeyP'), 'Ctrl+Shift+P')).toBe(true);
    // On a Latin layout the letter decides, not the place: Dvorak has another letter at KeyP.
    expect(matchesShortcut(press('L', 'CS', 'KeyP'), 'Ctrl+Shift+P')).toBe(false);
  });
});

describe('tabIndexOf', () => {
  it('is Cmd on macOS, Ctrl on Windows, Alt on Linux', () => {
    expect(tabIndexOf(press('1', 'M', 'Digit1'), 'macos')).toBe(0);
    expect(tabIndexOf(press('9', 'C', 'Digit9'), 'windows')).toBe(8);
    expect(tabIndexOf(press('2', 'A', 'Digit2'), 'linux')).toBe(1);
    expect(tabIndexOf(press('2', 'C', 'Digit2'), 'linux')).toBeNull();
    expect(tabIndexOf(press('@', 'AS', 'Digit2'), 'linux')).toBeNull();
    expect(tabIndexOf(press('0', 'A', 'Digit0'), 'linux')).toBeNull();
  });
});

describe('how keys are written', () => {
  it('as each system writes them', () => {
    expect(keyText('Ctrl+Shift+P', 'linux')).toBe('Ctrl+Shift+P');
    expect(keyText('Cmd+Shift+P', 'macos')).toBe('⇧⌘P');
    expect(keyCaps('Ctrl++', 'windows')).toEqual(['Ctrl', '+']);
    expect(heldText(['Shift', 'Ctrl'], 'linux')).toBe('Ctrl+Shift+…');
    expect(heldText(['Cmd', 'Shift'], 'macos')).toBe('⇧⌘…');
  });
});
