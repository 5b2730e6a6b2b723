// Electron's side of the router: the sender is checked here, in one place, for every message from a window.
import type { IpcMainEvent } from 'electron';
import { ipcMain } from 'electron';
import type { AppErrorData } from '../../shared/app-error.ts';
import { CALL_CHANNEL, CANCEL_CHANNEL, DROP_CHANNEL } from './channels.ts';
import type { Router } from './router.ts';
import type { TrustOptions } from './trusted-sender.ts';
import { isTrustedSender } from './trusted-sender.ts';

/** Written out: with AppError the schemas would be loaded, and this must be there before the page is. */
const REFUSED: AppErrorData = {
  code: 'ipc/refused',
  message: 'This page may not talk to the app.',
  detail: null,
  retryable: false,
};

export interface WindowListener {
  readonly router: Router;
  /** A word for files that a person dropped; null for what is no list of paths. */
  readonly onDrop: (paths: unknown) => string | null;
}

/** Listens at once; calls that come before the router is built wait for it. */
export function listenToWindow(behind: Promise<WindowListener>, trust: TrustOptions): void {
  ipcMain.handle(DROP_CHANNEL, async (event, paths: unknown) =>
    isTrustedSender(event, trust) ? (await behind).onDrop(paths) : null,
  );
  ipcMain.handle(CALL_CHANNEL, async (event, envelope: unknown) => {
    if (isTrustedSender(event, trust)) return (await behind).router.handle(envelope);
    return { ok: false, error: REFUSED };
  });
  ipcMain.on(CANCEL_CHANNEL, (event: IpcMainEvent, callId: unknown) => {
    if (!isTrustedSender(event, trust)) return;
    void behind.then(({ router }) => {
      router.cancel(callId);
    });
  });
}
