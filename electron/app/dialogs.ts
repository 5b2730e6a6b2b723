// The two questions that main asks with the system's own dialogs: they must work when the page does not.
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import { app, dialog } from 'electron';
import { quitQuestion } from './quit.ts';

/** Quit although `count` connections are live? */
export async function confirmQuit(window: BrowserWindow | null, count: number): Promise<boolean> {
  const question: MessageBoxOptions = {
    type: 'question',
    buttons: ['Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
    ...quitQuestion(count),
  };
  const answer = window === null ? dialog.showMessageBox(question) : dialog.showMessageBox(window, question);
  return (await answer).response === 0;
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
