// Shortcuts as text ("Ctrl+Shift+P"): matched against key events, and written as people of each system read them.
import type { Os } from '../../shared/command-keys.ts';
import { tabModifier } from '../../shared/key-rules.ts';
import { parseShortcut, shiftMatters, type Modifier, type Shortcut } from '../../shared/shortcut.ts';

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  getModifierState?(key: string): boolean;
}

/** Every key that is pressed is held against all of them. */
const parsed = new Map<string, Shortcut | null>();

function parse(text: string): Shortcut | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const made = parseShortcut(text);
  parsed.set(text, made);
  return made;
}

export function matchesShortcut(press: KeyPress, text: string): boolean {
  const shortcut = parse(text);
  if (shortcut === null) return false;
  const { key, modifiers } = shortcut;
  if (press.ctrlKey !== modifiers.has('Ctrl')) return false;
  if (press.altKey !== modifiers.has('Alt')) return false;
  if (press.metaKey !== modifiers.has('Cmd')) return false;
  // AltGr comes as Ctrl and Alt on some systems; it types.
  if (press.altKey && press.getModifierState?.('AltGraph') === true) return false;
  if (shiftMatters(key) && press.shiftKey !== modifiers.has('Shift')) return false;
  return keyOf(press) === key;
}

/**
 * As shortcuts name it. Where a letter is of another alphabet, or Option has made a sign of it, the place on the
 * keyboard says which one is meant.
 */
export function keyOf({ key, code }: KeyPress): string {
  if (key === ' ') return 'Space';
  if (key.length !== 1) return key;
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  const isAscii = /^[\u0021-\u007e]$/.test(key);
  const upper = key.toUpperCase();
  return (isAscii ? null : (place?.[1] ?? place?.[2])) ?? (upper.length === 1 ? upper : key);
}

/** 0 to 8 for the shortcut of tab 1 to 9, or null. macOS: Cmd, Windows: Ctrl, Linux: Alt. */
export function tabIndexOf(press: KeyPress, os: Os): number | null {
  const digit = /^Digit([1-9])$/.exec(press.code)?.[1];
  if (digit === undefined || press.shiftKey) return null;
  const wanted = tabModifier(os);
  const isHeld =
    press.ctrlKey === (wanted === 'Ctrl') &&
    press.altKey === (wanted === 'Alt') &&
    press.metaKey === (wanted === 'Cmd');
  return isHeld ? Number(digit) - 1 : null;
}

const MAC_SIGNS: Readonly<Record<Modifier, string>> = { Cmd: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃' };
const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ContextMenu: 'Menu',
  Escape: 'Esc',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

/** The keys as separate caps: ["Ctrl", "Shift", "P"] or ["⇧⌘P"]. */
export function keyCaps(text: string, os: Os): readonly string[] {
  const shortcut = parse(text);
  if (shortcut === null) return [text];
  const key = KEY_NAMES[shortcut.key] ?? shortcut.key;
  const held = modifierCaps(shortcut.modifiers, os);
  return os === 'macos' ? [[...held, key].join('')] : [...held, key];
}

function modifierCaps(modifiers: ReadonlySet<Modifier>, os: Os): readonly string[] {
  const held = (['Ctrl', 'Alt', 'Shift', 'Cmd'] as const).filter((name) => modifiers.has(name));
  return os === 'macos' ? held.map((name) => MAC_SIGNS[name]) : held;
}

/** Of keys that are not all pressed yet: "Ctrl+Shift+…" or "⇧⌘…". */
export function heldText(modifiers: readonly Modifier[], os: Os): string {
  return [...modifierCaps(new Set(modifiers), os), '…'].join(os === 'macos' ? '' : '+');
}

/** "Ctrl+Shift+P" or "⇧⌘P". */
export function keyText(shortcut: string, os: Os): string {
  return keyCaps(shortcut, os).join(os === 'macos' ? '' : '+');
}

const ARIA_NAMES: Readonly<Record<string, string>> = { Ctrl: 'Control', Cmd: 'Meta' };

/** As aria-keyshortcuts has them: "Control+Shift+P F1"; undefined for none. */
export function ariaKeys(shortcuts: readonly string[]): string | undefined {
  const all = shortcuts
    .map((text) => text.split('+').map((part) => ARIA_NAMES[part] ?? part))
    .map((parts) => parts.join('+'));
  return all.length === 0 ? undefined : all.join(' ');
}
