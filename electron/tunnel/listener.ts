// The loopback server of a tunnel: opens a fixed port or says who has it, and hands on sockets of this user only.
import net from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import { loopbackAddressSchema } from '../../shared/tunnel.ts';
import { findFreePort } from './find-free-port.ts';
import type { PeerAddress, PeerGuard } from './peer-guard.ts';
import { holderWords, type PortHolder, type PortOwners } from './port-holder.ts';

export interface ListenerOptions {
  /** 127.x.y.z */
  readonly host: string;
  /** Null: any free port. */
  readonly port: number | null;
  readonly guard: PeerGuard;
  readonly owners: PortOwners;
  /** Half-open allowed, no data read yet; has an error listener already. */
  readonly onSocket: (socket: net.Socket, peer: PeerAddress) => void;
  /** A connection was cut off because of whose it is. `uid` null: not known. */
  readonly onRefused: (uid: number | null) => void;
}

export interface Listener {
  readonly port: number;
  /** Takes no more connections; those that were handed on are not touched. */
  close(): Promise<void>;
}

export interface PortInUse {
  readonly kind: 'in-use';
  readonly error: AppError;
  readonly holder: PortHolder | null;
  readonly nextFreePort: number | null;
}

export type ListenResult = { readonly kind: 'open'; readonly listener: Listener } | PortInUse;

/** Rejects with AppError `tunnel/listen-failed` for everything but a port that is in use. */
export async function openListener(options: ListenerOptions): Promise<ListenResult> {
  const { host, port, guard, owners } = options;
  if (!loopbackAddressSchema.safeParse(host).success)
    throw new AppError('tunnel/listen-failed', 'A tunnel listens on loopback addresses only.', {
      detail: host,
    });
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    // From here until the join nobody else listens; a reset must not end the process.
    socket.on('error', () => undefined);
    sockets.add(socket);
    void admit(socket, options).finally(() => sockets.delete(socket));
  });
  try {
    await listen(server, host, port ?? 0);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' || port === null) throw listenFailed(host, port, error);
    const [holder, nextFreePort] = await Promise.all([
      owners.findHolder(host, port),
      findFreePort(host, port),
    ]);
    return { kind: 'in-use', error: portInUse(host, port, holder, nextFreePort), holder, nextFreePort };
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw listenFailed(host, port, null);
  // Accepting can fail while the server lives (no file handles left); the next connection may work.
  server.on('error', () => undefined);
  return {
    kind: 'open',
    listener: {
      port: address.port,
      close: () => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => {
          server.close(() => {
            resolve();
          });
          // A server waits for the sockets it has accepted; those belong to others now.
          server.unref();
          resolve();
        });
      },
    },
  };

  async function admit(socket: net.Socket, { onSocket, onRefused }: ListenerOptions): Promise<void> {
    const { localAddress, localPort, remoteAddress, remotePort } = socket;
    if (
      localAddress === undefined ||
      localPort === undefined ||
      remoteAddress === undefined ||
      remotePort === undefined
    ) {
      socket.destroy(); // reset before we came to look
      return;
    }
    const peer = { localAddress, localPort, remoteAddress, remotePort };
    const verdict = await guard.check(peer);
    if (verdict.kind === 'refused') {
      socket.resetAndDestroy();
      onRefused(verdict.uid);
    } else if (!socket.destroyed) onSocket(socket, peer);
  }
}

function listen(server: net.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portInUse(
  host: string,
  port: number,
  holder: PortHolder | null,
  nextFreePort: number | null,
): AppError {
  return new AppError('tunnel/port-in-use', `Port ${port} on ${host} is used by ${holderWords(holder)}.`, {
    detail: nextFreePort === null ? null : `Port ${nextFreePort} is free.`,
    retryable: true,
  });
}

function listenFailed(host: string, port: number | null, cause: unknown): AppError {
  const isDenied = codeOf(cause) === 'EACCES';
  const whyDenied =
    port !== null && port < 1024
      ? 'The system does not let this user open ports below 1024.'
      : 'The system keeps this port for itself.'; // Windows sets whole ranges aside
  return new AppError(
    'tunnel/listen-failed',
    `The local port ${port ?? ''} on ${host} could not be opened.`,
    {
      detail: isDenied ? whyDenied : cause instanceof Error ? cause.message : null,
      cause,
    },
  );
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}
