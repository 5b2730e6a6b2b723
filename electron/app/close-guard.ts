// The window's wish to close, heard from its first moment: before the app behind it is built nobody can be asked, and
// nothing is live that could be lost.
import type { Quit } from './quit.ts';

export interface CloseGuard {
  /** From here on closing means this. */
  ready(closing: () => void): void;
}

interface ClosableWindow {
  on(name: 'close', listener: (event: { preventDefault(): void }) => void): unknown;
}

export function guardClose(window: ClosableWindow, quit: Pick<Quit, 'state' | 'now'>): CloseGuard {
  let closing = (): void => {
    quit.now();
  };
  window.on('close', (event) => {
    if (quit.state === 'closed') return;
    event.preventDefault();
    if (quit.state === 'running') closing();
  });
  return {
    ready(then) {
      closing = then;
    },
  };
}
