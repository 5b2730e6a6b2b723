// A port of the target that leads back to this computer (-R; RFC 4254 7.1, tcpip-forward).
import type { TcpConnectionDetails } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import type { Transport } from '../base/transport.ts';
import { ChannelStream } from './channel-stream.ts';
import { plainLine } from './plain-text.ts';
import type { SshChannels } from './ssh-channels.ts';

export interface RemoteListenRequest {
  /**
   * Where the target listens: `localhost`, or an address. sshd listens on loopback whatever is asked for, unless its
   * GatewayPorts says otherwise.
   */
  readonly address: string;
  /** 0: one that is free there. */
  readonly port: number;
  /** `from`: who connected, as the target saw it. The transport is the receiver's from here on. */
  readonly onConnection: (transport: Transport, from: string) => void;
}

export interface RemoteListener {
  /** The port the target listens on. */
  readonly port: number;
  /** The target listens no more; open connections stay. Safe to call twice. */
  close(): void;
}

/** What a target may open at once at one listener: it decides how many, and each takes memory here. */
const MAX_CONNECTIONS = 256;

/** Rejects with `ssh/forward-refused`, with ssh2's error when the connection is gone, with `cancelled`. */
export function listenRemotely(
  channels: SshChannels,
  request: RemoteListenRequest,
  signal: AbortSignal,
): Promise<RemoteListener> {
  const { client } = channels;
  const { address } = request;
  return new Promise((resolve, reject) => {
    let over = false;
    const stopListening = onAbort(signal, () => {
      over = true;
      reject(cancelledError());
    });
    if (over) return;
    client.forwardIn(address, request.port, (error, port) => {
      stopListening();
      // While the connection is closed ssh2 throws where it could be asked to stop listening.
      const listener = error === undefined ? attach(channels, request, port) : null;
      if (over) listener?.close();
      else if (listener !== null) resolve(listener);
      else if (/^Unable to bind/.test(error?.message ?? '')) reject(refused(request));
      else reject(error ?? refused(request));
    });
  });
}

function attach(channels: SshChannels, request: RemoteListenRequest, port: number): RemoteListener {
  const { client } = channels;
  let open = 0;
  const onConnection = (
    details: TcpConnectionDetails,
    accept: () => ConstructorParameters<typeof ChannelStream>[0]['channel'],
    refuse: () => void,
  ): void => {
    if (details.destPort !== port || details.destIP !== request.address) return;
    if (open >= MAX_CONNECTIONS) {
      refuse();
      return;
    }
    open += 1;
    const stream = new ChannelStream({ channel: accept(), channels, whenLost: 'fail' });
    stream.once('close', () => {
      open -= 1;
    });
    request.onConnection(stream, `${plainLine(details.srcIP, 64)}:${details.srcPort}`);
  };
  client.on('tcp connection', onConnection);
  let isClosed = false;
  return {
    port,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      client.off('tcp connection', onConnection);
      try {
        client.unforwardIn(request.address, port, () => undefined);
      } catch (error) {
        // ssh2 says `Not connected` by throwing: then the target does not listen any more either.
        if (!(error instanceof Error) || error.message !== 'Not connected') throw error;
      }
    },
  };
}

function refused({ address, port }: RemoteListenRequest): AppError {
  return new AppError('ssh/forward-refused', 'The target does not listen there for us.', {
    detail: `${address}:${port} is in use there, or its SSH does not allow it.`,
  });
}
