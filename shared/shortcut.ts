// A shortcut as text, "Ctrl+Shift+P": modifiers in one order, then one key by the name that the page's key events have.

const ORDER = ['Ctrl', 'Cmd', 'Alt', 'Shift'] as const;
export type Modifier = (typeof ORDER)[number];

export interface Shortcut {
  /** A sign, a capital letter, or a name such as "PageUp". */
  readonly key: string;
  readonly modifiers: ReadonlySet<Modifier>;
}

/** No shortcut is longer: all modifiers and "ContextMenu". */
export const MAX_SHORTCUT_LENGTH = 32;

const NAMED: ReadonlySet<string> = new Set([
  ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`),
  ...['Enter', 'Tab', 'Space', 'Escape', 'Backspace', 'Delete', 'Insert', 'ContextMenu'],
  ...['Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
]);

export function isLetter(key: string): boolean {
  return /^\p{L}$/u.test(key);
}

/** A key that types something: a letter, a digit, a sign. */
export function isTyped(key: string): boolean {
  return key.length === 1;
}

function isKey(key: string): boolean {
  if (NAMED.has(key)) return true;
  if (isLetter(key)) return key === key.toUpperCase();
  return /^[\u0021-\u007e]$/.test(key);
}

/** Null: no shortcut, or not written in the one way. */
export function parseShortcut(text: string): Shortcut | null {
  if (text.length > MAX_SHORTCUT_LENGTH) return null;
  // "Ctrl++" ends with the key "+".
  const end = text.endsWith('+') ? text.length - 1 : text.lastIndexOf('+') + 1;
  const key = text.slice(end);
  const names = end === 0 ? [] : text.slice(0, end - 1).split('+');
  if (!isKey(key) || !names.every(isModifier)) return null;
  const shortcut = { key, modifiers: new Set(names) };
  return shortcutText(shortcut) === text ? shortcut : null;
}

export function shortcutText({ key, modifiers }: Shortcut): string {
  return [...ORDER.filter((name) => modifiers.has(name)), key].join('+');
}

/** Signs need Shift on many layouts ("?" and "+"): for them Shift says nothing. */
export function shiftMatters(key: string): boolean {
  return !isTyped(key) || isLetter(key) || /^\d$/.test(key);
}

/** Whether the same keys are pressed for both. */
export function meansSame(a: string, b: string): boolean {
  return a === b || withoutIdleShift(a) === withoutIdleShift(b);
}

function withoutIdleShift(text: string): string {
  const shortcut = parseShortcut(text);
  if (shortcut === null || shiftMatters(shortcut.key)) return text;
  return shortcutText({
    ...shortcut,
    modifiers: new Set([...shortcut.modifiers].filter((name) => name !== 'Shift')),
  });
}

function isModifier(name: string): name is Modifier {
  return (ORDER as readonly string[]).includes(name);
}
