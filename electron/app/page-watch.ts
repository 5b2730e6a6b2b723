// The page's own misfortunes: when it loads anew or dies, nobody waits for its calls any more; a crashed page is
// loaded again (the connections live on in main), but not for ever.
import type { BrowserWindow } from 'electron';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Router } from '../ipc/router.ts';

/** A page that dies again so soon would die for ever. */
const RELOAD_PAUSE_MS = 30_000;

export interface PageWatchParts {
  readonly router: Router;
  readonly clock: Clock;
  readonly log: Log;
  /** The page died twice in a short time. */
  readonly onGivenUp: (reason: string) => void;
}

export function watchPage(window: BrowserWindow, parts: PageWatchParts): void {
  const { webContents } = window;
  let diedAt = Number.NEGATIVE_INFINITY;
  webContents.on('did-start-navigation', (_event, _url, isInPlace, isMainFrame) => {
    if (!isMainFrame || isInPlace) return;
    parts.router.cancelAll();
    // The page that wanted the keys of the menu has gone.
    webContents.setIgnoreMenuShortcuts(false);
  });
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    parts.router.cancelAll();
    if (reason === 'clean-exit') return;
    parts.log.error('the page has died', { reason, exitCode });
    const again = parts.clock.now() - diedAt < RELOAD_PAUSE_MS;
    diedAt = parts.clock.now();
    if (again) parts.onGivenUp(reason);
    else webContents.reload();
  });
  webContents.on('unresponsive', () => {
    parts.log.warn('the page does not respond');
  });
  webContents.on('preload-error', (_event, preloadPath, error) => {
    parts.log.error('the preload failed', { preloadPath, error });
  });
}
