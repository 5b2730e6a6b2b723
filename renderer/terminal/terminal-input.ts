// What the user does in a terminal: typing, copying and pasting. Everything goes one way to the port.
import { call } from '../bridge/client.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { openDialog } from '../stores/dialogs.ts';
import { reportError } from '../stores/notices.ts';
import { passedKeysStore } from '../stores/passed-keys.ts';
import { settingsStore } from '../stores/settings.ts';
import { passedKey } from './passed-key.ts';
import { judgePaste, pasteBytes } from './paste-guard.ts';
import type { TerminalController } from './terminal-controller.ts';

export function listenToInput(controller: TerminalController, signal: AbortSignal): void {
  const { element, view } = controller;
  const { terminal } = view;

  terminal.onData((text) => {
    controller.type(text);
  });
  // Mouse reports beyond column 223 are bytes, not text.
  terminal.onBinary((text) => {
    controller.sendBytes(Uint8Array.from(text, (char) => char.charCodeAt(0) & 0xff));
  });
  terminal.attachCustomKeyEventHandler((event) => {
    if (passedKeysStore.getState().to === 'shell') {
      const bytes = event.type === 'keydown' ? passedKey(event) : null;
      if (bytes === null) return true;
      event.preventDefault();
      controller.type(bytes);
      return false;
    }
    // Ctrl+C is the shell's, except when something is selected: then it copies, and a second one interrupts.
    const plainCtrlC =
      event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey && event.key.toLowerCase() === 'c';
    if (!plainCtrlC || operatingSystem() === 'macos' || !terminal.hasSelection()) return true;
    if (event.type === 'keydown') {
      event.preventDefault();
      copySelection(controller);
      terminal.clearSelection();
    }
    return false;
  });
  terminal.onSelectionChange(() => {
    if (settingsStore.getState().terminal.copyOnSelect && terminal.hasSelection()) copySelection(controller);
  });

  // Every native way to paste (menu, middle click, drop of the key handler) passes the guard too.
  element.addEventListener(
    'paste',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      const bytes = pastedBytes(controller, event.clipboardData?.getData('text/plain') ?? '');
      if (bytes !== null) controller.sendBytes(bytes);
    },
    { capture: true, signal },
  );
}

export function copySelection(controller: TerminalController): void {
  const text = controller.view.terminal.getSelection();
  if (text !== '') call('clipboard.write-text', { text }).catch(reportError);
}

/** The text comes from main; keys that are pressed meanwhile go after it. */
export function pasteFromClipboard(controller: TerminalController): void {
  const text = call('clipboard.read-text', null);
  controller.inTurn(
    text.then(
      (raw) => pastedBytes(controller, raw),
      (thrown: unknown) => {
        reportError(thrown);
        return null;
      },
    ),
  );
}

/** What is to be sent now; null where a person is asked first, or there is nothing. */
function pastedBytes(controller: TerminalController, raw: string): Uint8Array | null {
  const { terminal } = controller.view;
  const verdict = judgePaste(raw, {
    confirmLines: settingsStore.getState().terminal.confirmMultiLinePaste,
    alternateScreen: terminal.buffer.active.type === 'alternate',
  });
  const bytesOf = (text: string): Uint8Array => {
    terminal.scrollToBottom();
    controller.focus();
    return pasteBytes(text, terminal.modes.bracketedPasteMode);
  };
  if (verdict.kind === 'send') return bytesOf(verdict.text);
  const answer = (text: string): void => {
    controller.sendBytes(bytesOf(text));
  };
  if (verdict.kind === 'ask') openDialog({ kind: 'paste', question: verdict.question, answer });
  return null;
}
