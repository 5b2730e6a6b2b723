// Which keys a command may have: what shells, typing and lists need stays theirs. Pure; main and the window ask the
// same.
import type { KeyScope, Os } from './command-keys.ts';
import { isLetter, isTyped, parseShortcut, type Shortcut } from './shortcut.ts';

/** Signs with a control code of their own: Ctrl+[ is Escape, Ctrl+\ quits, Ctrl+Space and Ctrl+2 to 8 are old names. */
const CONTROL_SIGNS = /^[@[\\\]^_/?2-8]$/;
/** By these one moves in lists, and leaves them. */
const LIST_MOVES = /^(Arrow|Page|Home$|End$|Tab$|Escape$)/;

/** What the keys of tab 1 to 9 are held with; they are always the same. */
export function tabModifier(os: Os): 'Cmd' | 'Ctrl' | 'Alt' {
  return os === 'macos' ? 'Cmd' : os === 'windows' ? 'Ctrl' : 'Alt';
}

/** Why a command of this scope cannot have this key, as one sentence; null when it can. */
export function keyRefusal(text: string, scope: KeyScope, os: Os): string | null {
  const shortcut = parseShortcut(text);
  if (shortcut === null) return 'This key cannot be used.';
  const { key } = shortcut;
  const held = heldBy(shortcut);
  if (held.cmd && os !== 'macos') return 'The system uses the Windows or Super key.';
  if (key === 'Escape') return 'Esc leaves and cancels.';
  if (/^[1-9]$/.test(key) && held.only === tabModifier(os)) return 'Tab 1 to 9 have these keys.';
  if (os !== 'macos' && key === 'F4' && held.only === 'Alt') return 'The system closes the window with it.';
  if (key === 'Tab' && !held.ctrl) return 'Tab moves the focus.';
  if (scope === 'in-list') return listRefusal(shortcut, held);
  if (held.cmd) return null;
  if (scope === 'in-terminal' || scope === 'everywhere') return shellRefusal(key, held, os);
  return elsewhereRefusal(key, held);
}

interface Held {
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly cmd: boolean;
  /** The one that is held; null: none, or several. */
  readonly only: string | null;
}

function heldBy({ modifiers }: Shortcut): Held {
  const [first, second] = [...modifiers];
  return {
    ctrl: modifiers.has('Ctrl'),
    alt: modifiers.has('Alt'),
    shift: modifiers.has('Shift'),
    cmd: modifiers.has('Cmd'),
    only: second === undefined ? (first ?? null) : null,
  };
}

function shellRefusal(key: string, { ctrl, alt, shift }: Held, os: Os): string | null {
  const isFunction = /^F\d+$/.test(key);
  if (!ctrl && !alt) {
    if (isFunction || (shift && (key === 'Insert' || key === 'Delete'))) return null;
    return isTyped(key) ? 'Shells need it: it is typed.' : 'Shells and their programs need it.';
  }
  if (!ctrl) return isTyped(key) ? 'Shells need Alt with a letter, a digit or a sign.' : null;
  if (alt) return null;
  if (isLetter(key) && (!shift || os === 'macos'))
    return os === 'macos'
      ? 'Shells need Ctrl with a letter: add Cmd.'
      : 'Shells need Ctrl with a letter: add Shift.';
  if (key === 'Space' || CONTROL_SIGNS.test(key)) return 'Shells know this key as a control character.';
  return null;
}

/** Never heard in a terminal; but one types elsewhere too. */
function elsewhereRefusal(key: string, { ctrl, alt }: Held): string | null {
  if (ctrl || alt) return null;
  if (isLetter(key) || /^\d$/.test(key)) return 'It is typed, in a list as a filter.';
  if (isTyped(key) || /^F\d+$/.test(key)) return null;
  return 'Lists and text need it.';
}

function listRefusal({ key }: Shortcut, { ctrl, alt, cmd }: Held): string | null {
  if (LIST_MOVES.test(key)) return 'One moves in lists with it.';
  if (ctrl || alt || cmd) return null;
  return isTyped(key) || key === 'Space' || key === 'Backspace' ? 'In a list it is a filter.' : null;
}

/** Whether the same key for two commands of these scopes would leave one of them unheard. */
export function scopesClash(a: KeyScope, b: KeyScope): boolean {
  if (a === b || a === 'everywhere' || b === 'everywhere') return true;
  return isOutside(a) && isOutside(b);
}

function isOutside(scope: KeyScope): boolean {
  return scope === 'outside-terminal' || scope === 'outside-text';
}
