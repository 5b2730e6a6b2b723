// Hot reload: electron-vite serves the page in development. Never in a packaged app, and only from this machine.
import type { Session } from 'electron';
import { isLoopbackHost } from '../base/loopback.ts';
import { contentSecurityPolicy } from './content-security.ts';
import { parseUrl } from './page-address.ts';

/** The address of the dev server, null when there is none to use. */
export function devServerUrl(env: NodeJS.ProcessEnv, isPackaged: boolean): string | null {
  const text = env['ELECTRON_RENDERER_URL'];
  const url = isPackaged || text === undefined ? null : parseUrl(text);
  return url !== null && isLoopbackHost(url.hostname) ? url.href : null;
}

/** The dev server sends no policy of its own; the page lives under the strict one here too, plus hot reload. */
export function addDevPolicy(session: Session, url: string): void {
  session.webRequest.onHeadersReceived((details, answer) => {
    const policy = [contentSecurityPolicy(url)];
    answer({ responseHeaders: { ...details.responseHeaders, 'Content-Security-Policy': policy } });
  });
}
