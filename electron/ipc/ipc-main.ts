// Electron's side of the router: the sender is checked here, in one place, for every message from a window.
import type { IpcMainEvent } from 'electron';
import { ipcMain } from 'electron';
import { AppError } from '../../shared/app-error.ts';
import { CALL_CHANNEL, CANCEL_CHANNEL, DROP_CHANNEL } from './channels.ts';
import type { Router } from './router.ts';
import type { TrustOptions } from './trusted-sender.ts';
import { isTrustedSender } from './trusted-sender.ts';

/** Listens at once; calls that come before the router is built wait for it. */
export function listenToWindow(
  router: Promise<Router>,
  trust: TrustOptions,
  onDrop: (paths: unknown) => string | null,
): void {
  ipcMain.handle(DROP_CHANNEL, (event, paths: unknown) =>
    isTrustedSender(event, trust) ? onDrop(paths) : null,
  );
  ipcMain.handle(CALL_CHANNEL, async (event, envelope: unknown) => {
    if (isTrustedSender(event, trust)) return (await router).handle(envelope);
    const error = new AppError('ipc/refused', 'This page may not talk to the app.').toData();
    return { ok: false, error };
  });
  ipcMain.on(CANCEL_CHANNEL, (event: IpcMainEvent, callId: unknown) => {
    if (!isTrustedSender(event, trust)) return;
    void router.then((ready) => {
      ready.cancel(callId);
    });
  });
}
