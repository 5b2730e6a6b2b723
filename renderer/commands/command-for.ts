// Which command a key press means, given where the focus is. Pure; the listener is shortcut-keys.ts.
import type { BoundKeys } from '../../shared/bound-keys.ts';
import {
  LIST_COMMANDS,
  scopeOf,
  WINDOW_COMMANDS,
  type KeyScope,
  type ListCommandId,
  type WindowCommandId,
} from '../../shared/command-keys.ts';
import { matchesShortcut } from './key-match.ts';
import type { KeyPress } from './key-match.ts';

interface FocusPlace {
  readonly inTerminal: boolean;
  readonly inTextField: boolean;
}

export function commandFor(press: KeyPress, bound: BoundKeys, place: FocusPlace): WindowCommandId | null {
  const id = WINDOW_COMMANDS.find((each) => isHeard(scopeOf(each), place) && isPressed(press, bound[each]));
  return id ?? null;
}

/** About the selected row: asked by the list that has the focus. */
export function listCommandFor(press: KeyPress, bound: BoundKeys): ListCommandId | null {
  return LIST_COMMANDS.find((each) => isPressed(press, bound[each])) ?? null;
}

function isPressed(press: KeyPress, keys: readonly string[]): boolean {
  return keys.some((key) => matchesShortcut(press, key));
}

function isHeard(scope: KeyScope, place: FocusPlace): boolean {
  switch (scope) {
    case 'everywhere':
      return true;
    case 'in-terminal':
      return place.inTerminal;
    case 'outside-terminal':
      return !place.inTerminal;
    case 'outside-text':
      return !place.inTerminal && !place.inTextField;
    case 'in-list':
      return false;
  }
}
