// The terminals of all live connections, by connection id. Made with the connection, gone when it is forgotten.
import { AppError } from '../../shared/app-error.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { Terminal } from './terminal.ts';
import type { TerminalOptions } from './terminal.ts';
import type { TerminalPort } from './terminal-wire-port.ts';

export class Terminals {
  readonly #options: TerminalOptions;
  readonly #byConnection = new Map<ConnectionId, Terminal>();

  constructor(options: TerminalOptions) {
    this.#options = options;
  }

  create(id: ConnectionId): Terminal {
    const terminal = new Terminal(this.#options);
    this.#byConnection.set(id, terminal);
    return terminal;
  }

  /** `makePort` is called only when the terminal exists: it sends the other end to the window. */
  attach(id: ConnectionId, makePort: () => TerminalPort): void {
    const terminal = this.#byConnection.get(id);
    if (terminal === undefined)
      throw new AppError('connection/not-found', 'This connection is no longer there.');
    terminal.attach(makePort());
  }

  remove(id: ConnectionId): void {
    this.#byConnection.get(id)?.close();
    this.#byConnection.delete(id);
  }
}
