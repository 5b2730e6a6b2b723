// Shortcuts as text ("Ctrl+Shift+P"): matched against key events, and written as people of each system read them.
import type { Os } from './command-list.ts';

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

interface Shortcut {
  readonly key: string;
  readonly modifiers: ReadonlySet<string>;
}

/** Every key that is pressed is held against all of them. */
const parsed = new Map<string, Shortcut>();

function parse(shortcut: string): Shortcut {
  const known = parsed.get(shortcut);
  if (known !== undefined) return known;
  // "Ctrl++" ends with the key "+".
  const parts = shortcut.endsWith('++') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+');
  const made = { key: (parts.at(-1) ?? '').toLowerCase(), modifiers: new Set(parts.slice(0, -1)) };
  parsed.set(shortcut, made);
  return made;
}

/** Signs need Shift on many layouts ("?" and "+"): for them Shift says nothing. */
function shiftMatters(key: string): boolean {
  return /^[a-z0-9]$/.test(key) || key.length > 1;
}

export function matchesShortcut(press: KeyPress, shortcut: string): boolean {
  const { key, modifiers } = parse(shortcut);
  if (press.ctrlKey !== modifiers.has('Ctrl')) return false;
  if (press.altKey !== modifiers.has('Alt')) return false;
  if (press.metaKey !== modifiers.has('Cmd')) return false;
  if (shiftMatters(key) && press.shiftKey !== modifiers.has('Shift')) return false;
  if (press.key.toLowerCase() === key) return true;
  // On a non-Latin layout `key` is another letter; the place on the keyboard still says which one is meant.
  return /^[a-z]$/.test(key) && press.code === `Key${key.toUpperCase()}` && !/^[a-z]$/i.test(press.key);
}

/** 0 to 8 for the shortcut of tab 1 to 9, or null. macOS: Cmd, Windows: Ctrl, Linux: Alt. */
export function tabIndexOf(press: KeyPress, os: Os): number | null {
  const digit = /^Digit([1-9])$/.exec(press.code)?.[1];
  if (digit === undefined || press.shiftKey) return null;
  const { ctrlKey, altKey, metaKey } = press;
  const held =
    os === 'macos'
      ? metaKey && !ctrlKey && !altKey
      : os === 'windows'
        ? ctrlKey && !altKey && !metaKey
        : altKey && !ctrlKey && !metaKey;
  return held ? Number(digit) - 1 : null;
}

const MAC_SIGNS: Readonly<Record<string, string>> = { Cmd: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃' };
const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

/** The keys as separate caps: ["Ctrl", "Shift", "P"] or ["⇧⌘P"]. */
export function keyCaps(shortcut: string, os: Os): readonly string[] {
  const { modifiers } = parse(shortcut);
  const raw = shortcut.endsWith('++') ? '+' : (shortcut.split('+').at(-1) ?? '');
  const key = KEY_NAMES[raw] ?? raw;
  if (os !== 'macos') return [...['Ctrl', 'Alt', 'Shift'].filter((name) => modifiers.has(name)), key];
  const signs = ['Ctrl', 'Alt', 'Shift', 'Cmd']
    .filter((name) => modifiers.has(name))
    .map((name) => MAC_SIGNS[name]);
  return [`${signs.join('')}${key}`];
}

/** "Ctrl+Shift+P" or "⇧⌘P". */
export function keyText(shortcut: string, os: Os): string {
  return keyCaps(shortcut, os).join(os === 'macos' ? '' : '+');
}
