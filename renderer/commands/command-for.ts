// Which command a key press means, given where the focus is. Pure; the listener is shortcut-keys.ts.
import { COMMANDS } from './command-list.ts';
import type { CommandId, KeyScope, Os } from './command-list.ts';
import { matchesShortcut } from './key-match.ts';
import type { KeyPress } from './key-match.ts';

interface FocusPlace {
  readonly inTerminal: boolean;
  readonly inTextField: boolean;
}

export function commandFor(press: KeyPress, os: Os, place: FocusPlace): CommandId | null {
  for (const [id, command] of Object.entries(COMMANDS) as [CommandId, (typeof COMMANDS)[CommandId]][]) {
    if (!inScope(command.scope, place)) continue;
    if (command.keys[os].some((shortcut) => matchesShortcut(press, shortcut))) return id;
  }
  return null;
}

function inScope(scope: KeyScope, place: FocusPlace): boolean {
  switch (scope) {
    case 'everywhere':
      return true;
    case 'in-terminal':
      return place.inTerminal;
    case 'outside-terminal':
      return !place.inTerminal;
    case 'outside-text':
      return !place.inTerminal && !place.inTextField;
  }
}
