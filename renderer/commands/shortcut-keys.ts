// Listens to the keyboard for the whole window, before xterm does, and runs what the table says.
import { windowBridge } from '../bridge/window-bridge.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { contextMenuStore } from '../stores/context-menu.ts';
import { dialogsStore } from '../stores/dialogs.ts';
import { promptsStore } from '../stores/prompts.ts';
import { activateIndex } from '../tabs/tab-actions.ts';
import { commandFor } from './command-for.ts';
import { tabIndexOf } from './key-match.ts';
import { isTextField, runCommand, terminalHasFocus } from './run-command.ts';

export function listenToShortcuts(): void {
  window.addEventListener('keydown', onKeyDown, { capture: true });
  windowBridge().on('menu.command', runCommand);
}

function onKeyDown(event: KeyboardEvent): void {
  // A dialog or a menu has the keyboard for itself; so has an input method while it composes.
  if (event.isComposing || isBlocked() || focusOwns(event.key)) return;
  const os = operatingSystem();
  const place = { inTerminal: terminalHasFocus(), inTextField: isTextField(document.activeElement) };
  const tabIndex = tabIndexOf(event, os);
  const command = tabIndex === null ? commandFor(event, os, place) : null;
  if (tabIndex === null && command === null) return;
  event.preventDefault();
  event.stopPropagation();
  if (tabIndex !== null) activateIndex(tabIndex);
  else if (command !== null) runCommand(command);
}

/** A row that renames itself with F2 is asked before the tab is. */
function focusOwns(key: string): boolean {
  const own = document.activeElement?.getAttribute('aria-keyshortcuts');
  return own?.split(' ').includes(key) === true;
}

function isBlocked(): boolean {
  return (
    dialogsStore.getState().dialog.kind !== 'none' ||
    contextMenuStore.getState().menu !== null ||
    promptsStore.getState().prompts.length > 0
  );
}
