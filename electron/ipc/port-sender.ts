// Gives the window one end of a new MessageChannel, under the nonce it asked with.
import type { WebContents } from 'electron';
import { MessageChannelMain } from 'electron';
import { AppError } from '../../shared/app-error.ts';
import type { TerminalPort } from '../terminal/terminal-wire-port.ts';
import { terminalPort } from '../terminal/terminal-wire-port.ts';
import { PORT_CHANNEL } from './channels.ts';

export function sendPortTo(contents: () => WebContents | null): (nonce: string) => TerminalPort {
  return (nonce) => {
    const window = contents();
    if (window === null) throw new AppError('ipc/refused', 'The window has gone.');
    const { port1, port2 } = new MessageChannelMain();
    window.postMessage(PORT_CHANNEL, nonce, [port2]);
    return terminalPort(port1);
  };
}
