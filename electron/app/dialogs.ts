// The questions that main asks with the system's own dialogs: they must work when the page does not.
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import { app, dialog } from 'electron';
import { type CloseFacts, closeQuestion } from './close-window.ts';
import type { AskConsent } from './consents.ts';
import { type LiveCounts, quitQuestion } from './quit.ts';
import { revealWindow } from './window.ts';

/** Quit although these are live? */
export async function confirmQuit(window: BrowserWindow | null, live: LiveCounts): Promise<boolean> {
  const question: MessageBoxOptions = {
    type: 'question',
    buttons: ['Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
    ...quitQuestion(live),
  };
  const answer = window === null ? dialog.showMessageBox(question) : dialog.showMessageBox(window, question);
  return (await answer).response === 0;
}

export async function askOnClose(
  window: BrowserWindow,
  facts: CloseFacts,
): Promise<'keep-running' | 'quit' | 'stay'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    buttons: ['Keep running', 'Quit', 'Cancel'],
    // Without a tray the safe answer leaves nothing behind that one cannot see.
    defaultId: facts.tray === 'present' ? 0 : 1,
    cancelId: 2,
    noLink: true,
    ...closeQuestion(facts),
  });
  return response === 0 ? 'keep-running' : response === 1 ? 'quit' : 'stay';
}

/** Nothing happens by Enter, Escape or closing it. */
export function consentDialog(window: () => BrowserWindow | null): AskConsent {
  return async ({ message, detail, yes }, signal) => {
    const question: MessageBoxOptions = {
      type: 'question',
      buttons: [yes, 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
      ...{ message, detail, signal },
    };
    const parent = window();
    // A window in the tray would hide its question; one without a window stops all of the app on macOS.
    if (parent !== null && (!parent.isVisible() || parent.isMinimized())) revealWindow(parent);
    const answer =
      parent === null ? dialog.showMessageBox(question) : dialog.showMessageBox(parent, question);
    return (await answer).response === 0;
  };
}

/** `text` is redacted already. */
export async function tellBug(text: string): Promise<'go-on' | 'quit'> {
  await app.whenReady();
  const { response } = await dialog.showMessageBox({
    type: 'error',
    buttons: ['Go on', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    message: 'Something in Sallyport went wrong.',
    detail: `${text}\n\nThe log has the details. You can go on; what you were doing may not have worked.`,
  });
  return response === 1 ? 'quit' : 'go-on';
}
