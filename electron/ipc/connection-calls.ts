// Live connections and their terminals' ports.
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import type { Connections } from '../connection/connections.ts';
import type { Library } from '../library/library.ts';
import type { TerminalPort } from '../terminal/terminal-wire-port.ts';
import type { Terminals } from '../terminal/terminals.ts';
import type { Log } from '../base/log.ts';
import type { HandlersOf } from './router.ts';

export interface ConnectionParts {
  readonly connections: Connections;
  readonly terminals: Terminals;
  readonly library: Library;
  /** Sends one end of a new channel to the window under `nonce` and answers with the other. */
  readonly sendPort: (nonce: string) => TerminalPort;
  readonly log: Log;
}

export function connectionCalls({
  connections,
  terminals,
  library,
  sendPort,
  log,
}: ConnectionParts): HandlersOf<
  | 'connections.snapshot'
  | 'connections.open'
  | 'connections.reopen'
  | 'connections.close'
  | 'connections.forget'
  | 'connections.rename'
  | 'connections.send-break'
  | 'terminals.attach'
> {
  return {
    'connections.snapshot': () => connections.snapshot(),
    'connections.open': ({ size, how, ...request }) => {
      const { savedConnectionId } = request;
      const saved = savedConnectionId === null ? null : library.find(savedConnectionId);
      const connectionId = connections.open({ ...request, how: how ?? saved?.how ?? DEFAULT_CONNECT }, size);
      if (savedConnectionId !== null) {
        library.noteOpened(savedConnectionId).catch((error: unknown) => {
          log.warn('the time of opening could not be stored', { error });
        });
      }
      return { connectionId };
    },
    'connections.reopen': ({ connectionId, size }) => {
      connections.reopen(connectionId, size);
      return null;
    },
    'connections.close': async ({ connectionId }) => {
      await connections.close(connectionId);
      return null;
    },
    'connections.forget': async ({ connectionId }) => {
      await connections.forget(connectionId);
      return null;
    },
    'connections.rename': ({ connectionId, title }) => {
      connections.rename(connectionId, title);
      return null;
    },
    'connections.send-break': async ({ connectionId }) => {
      await connections.sendBreak(connectionId);
      return null;
    },
    'terminals.attach': ({ connectionId, nonce }) => {
      terminals.attach(connectionId, () => sendPort(nonce));
      return null;
    },
  };
}
