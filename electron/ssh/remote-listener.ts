// A port of the target that leads back to this computer (-R; RFC 4254 7.1, tcpip-forward).
import type { Client, TcpConnectionDetails } from 'ssh2';
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
  /** The target listens no more when it settles; open connections stay. Never rejects; safe to call twice. */
  close(): Promise<void>;
}

/** What a target may open at once at one listener: it decides how many, and each takes memory here. */
const MAX_CONNECTIONS = 256;
/** Below, only root opens ports. */
const FIRST_FREE_PORT = 1024;

/**
 * Rejects with `ssh/port-taken`, `ssh/forward-refused`, with ssh2's error when the connection is gone, with `cancelled`.
 */
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
      if (over) void listener?.close();
      else if (listener !== null) resolve(listener);
      else if (/^Unable to bind/.test(error?.message ?? ''))
        void explainRefusal(client, request).then(reject);
      else reject(error ?? notAllowed(request));
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
  let closing: Promise<void> | null = null;
  return {
    port,
    close: () => {
      client.off('tcp connection', onConnection);
      return (closing ??= stopListening(client, request.address, port));
    },
  };
}

/** Settles also when the connection is gone: then the target does not listen any more either. */
function stopListening(client: Client, address: string, port: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      client.off('close', done);
      resolve();
    };
    client.once('close', done);
    try {
      client.unforwardIn(address, port, done);
    } catch (error) {
      done();
      // How ssh2 says that the connection is gone.
      if (!(error instanceof Error) || error.message !== 'Not connected') throw error;
    }
  });
}

/** SSH refuses without a reason (RFC 4254 4): whether any other port may be had tells which it is. */
function explainRefusal(client: Client, request: RemoteListenRequest): Promise<AppError> {
  const { address, port } = request;
  if (port === 0) return Promise.resolve(notAllowed(request));
  return new Promise((resolve) => {
    const lost = (): void => {
      resolve(notAllowed(request));
    };
    client.once('close', lost);
    client.forwardIn(address, 0, (error, other) => {
      client.off('close', lost);
      if (error !== undefined) {
        resolve(notAllowed(request));
        return;
      }
      void stopListening(client, address, other);
      resolve(taken(request));
    });
  });
}

function notAllowed({ address }: RemoteListenRequest): AppError {
  return new AppError('ssh/forward-refused', 'The target’s SSH does not let its ports lead here.', {
    detail: `Asked for ${address}. AllowTcpForwarding, DisableForwarding and PermitListen in its sshd_config decide.`,
  });
}

function taken({ port }: RemoteListenRequest): AppError {
  return new AppError(
    'ssh/port-taken',
    port < FIRST_FREE_PORT
      ? `Port ${port} of the target is in use there, or only root may open it.`
      : `Port ${port} of the target is in use there.`,
    { detail: 'Another port may be had: its SSH allows it.' },
  );
}
