// What keys that somebody presses for a command would mean: pure; keyboard-row.tsx shows it.
import { needsKey, ownerOf, type BoundKeys } from '../../shared/bound-keys.ts';
import { scopeOf, type CommandId, type Os } from '../../shared/command-keys.ts';
import { keyRefusal } from '../../shared/key-rules.ts';
import { shiftMatters, shortcutText, type Modifier } from '../../shared/shortcut.ts';
import { COMMANDS } from '../commands/command-list.ts';
import { keyOf } from '../commands/key-match.ts';
import type { KeyPress } from '../commands/key-match.ts';

export interface RecordedPress extends KeyPress {
  /** The key that types the third sign of a key cap. */
  readonly isAltGraph: boolean;
}

export type Recorded =
  /** Only modifiers so far. */
  | { readonly kind: 'held'; readonly modifiers: readonly Modifier[] }
  | { readonly kind: 'leave' }
  | { readonly kind: 'none' }
  | { readonly kind: 'free'; readonly keys: string }
  | { readonly kind: 'taken'; readonly keys: string; readonly owner: CommandId }
  /** `keys` null: they have no name. */
  | { readonly kind: 'refused'; readonly keys: string | null; readonly why: string };

const MODIFIER_KEYS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Fn', 'NumLock']);

export function recordKeys(press: RecordedPress, id: CommandId, bound: BoundKeys, os: Os): Recorded {
  const modifiers = modifiersOf(press);
  if (MODIFIER_KEYS.has(press.key)) return { kind: 'held', modifiers };
  const isBare = modifiers.length === 0;
  if (press.key === 'Escape' && isBare) return { kind: 'leave' };
  if (press.key === 'Backspace' && isBare) {
    if (!needsKey(id)) return { kind: 'none' };
    return { kind: 'refused', keys: null, why: 'It needs a key: nothing else would end it.' };
  }
  if (press.isAltGraph) return { kind: 'refused', keys: null, why: 'AltGr types signs.' };
  const key = keyOf(press);
  const held = shiftMatters(key) ? modifiers : modifiers.filter((name) => name !== 'Shift');
  const keys = shortcutText({ key, modifiers: new Set(held) });
  const why = keyRefusal(keys, scopeOf(id), os);
  if (why !== null) return { kind: 'refused', keys: key.length > 1 && !isNamed(key) ? null : keys, why };
  const owner = ownerOf(bound, keys, id);
  if (owner === null) return { kind: 'free', keys };
  if (needsKey(owner) && bound[owner].length === 1)
    return { kind: 'refused', keys, why: `“${COMMANDS[owner].label}” has it, and needs a key.` };
  return { kind: 'taken', keys, owner };
}

function modifiersOf(press: KeyPress): readonly Modifier[] {
  const held: readonly (readonly [Modifier, boolean])[] = [
    ['Ctrl', press.ctrlKey],
    ['Cmd', press.metaKey],
    ['Alt', press.altKey],
    ['Shift', press.shiftKey],
  ];
  return held.flatMap(([name, isHeld]) => (isHeld ? [name] : []));
}

/** Not "Dead" and "Process", as an input method has them. */
function isNamed(key: string): boolean {
  return !/^(Dead|Process|Unidentified|Compose)$/.test(key);
}
