// The keys of a command in the application menu, in Electron's words. The menu hears them whatever has the focus, so it
// has only those that are heard everywhere: what programs in a terminal use themselves stays out.
import type { KeyScope, Os } from '../../shared/command-keys.ts';
import { parseShortcut, type Shortcut } from '../../shared/shortcut.ts';

const NAMES: Readonly<Record<string, string>> = {
  '+': 'Plus',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};
/** Signs that a keyboard has without Shift; the others depend on its layout. */
const PLAIN = /^([A-Z0-9]|[,./;'[\]\\=`-]|F\d+)$/;
const NAMED = new Set([
  'Enter',
  'Tab',
  'Space',
  'Backspace',
  'Delete',
  'Insert',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);

/** Of the first key that a menu can have; null: none. */
export function acceleratorOf(keys: readonly string[], scope: KeyScope, os: Os): string | null {
  for (const text of keys) {
    const shortcut = parseShortcut(text);
    if (shortcut === null || !isForMenu(shortcut, scope, os)) continue;
    const { key } = shortcut;
    const name = NAMES[key] ?? (PLAIN.test(key) || NAMED.has(key) ? key : null);
    if (name !== null) return [...text.slice(0, -key.length).split('+').filter(Boolean), name].join('+');
  }
  return null;
}

/** A shell never has Cmd. */
function isForMenu({ modifiers }: Shortcut, scope: KeyScope, os: Os): boolean {
  return scope === 'everywhere' || scope === 'in-terminal' || (os === 'macos' && modifiers.has('Cmd'));
}
