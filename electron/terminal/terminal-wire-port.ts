// The MessagePort of one terminal as this folder needs it; Electron's MessagePortMain and Node's own both fit.
import type { TerminalDown } from '../../shared/terminal-wire.ts';

export interface TerminalPort {
  post(message: TerminalDown): void;
  /** Messages are whatever the window sent: hostile until parsed. Called once; delivery begins with it. */
  listen(onMessage: (data: unknown) => void, onClose: () => void): void;
  close(): void;
}

/** The part of Electron's MessagePortMain that is used. */
export interface RawMessagePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export function terminalPort(raw: RawMessagePort): TerminalPort {
  return {
    post(message) {
      raw.postMessage(message);
    },
    listen(onMessage, onClose) {
      raw.on('message', (event) => {
        onMessage(event.data);
      });
      raw.on('close', onClose);
      raw.start();
    },
    close() {
      raw.close();
    },
  };
}
