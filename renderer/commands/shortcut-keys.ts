// Listens to the keyboard for the whole window, before xterm does, and runs what the table says.
import { windowBridge } from '../bridge/window-bridge.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { contextMenuStore } from '../stores/context-menu.ts';
import { dialogsStore } from '../stores/dialogs.ts';
import { promptsStore } from '../stores/prompts.ts';
import { activateIndex } from '../tabs/tab-actions.ts';
import { commandFor } from './command-for.ts';
import { tabIndexOf } from './key-match.ts';
import { keysNow } from './keys-of.ts';
import { isListsKey } from './list-keys.ts';
import { areKeysPassed, isPassKey, togglePassKeys } from './pass-keys.ts';
import { recordsKeys } from './recording-mark.ts';
import { isTextField, runCommand, terminalHasFocus } from './run-command.ts';

export function listenToShortcuts(): void {
  window.addEventListener('keydown', onKeyDown, { capture: true });
  windowBridge().on('menu.command', runCommand);
}

function onKeyDown(event: KeyboardEvent): void {
  // A dialog or a menu has the keyboard for itself; so has an input method while it composes.
  if (event.isComposing || isBlocked()) return;
  if (areKeysPassed()) {
    // All but the one that ends it.
    if (isPassKey(event)) take(event, event.repeat ? () => undefined : togglePassKeys);
    else if (document.activeElement === document.body) runCommand('focus-terminal');
    return;
  }
  if (isListsKey(event)) return;
  const os = operatingSystem();
  const place = { inTerminal: terminalHasFocus(), inTextField: isTextField(document.activeElement) };
  const tabIndex = tabIndexOf(event, os);
  const command = tabIndex === null ? commandFor(event, keysNow(), place) : null;
  if (tabIndex !== null) {
    take(event, () => {
      activateIndex(tabIndex);
    });
  } else if (command !== null) {
    take(event, () => {
      runCommand(command);
    });
  }
}

function take(event: KeyboardEvent, run: () => void): void {
  event.preventDefault();
  event.stopPropagation();
  run();
}

function isBlocked(): boolean {
  return (
    dialogsStore.getState().dialog.kind !== 'none' ||
    contextMenuStore.getState().menu !== null ||
    promptsStore.getState().prompts.length > 0 ||
    recordsKeys(document.activeElement)
  );
}
