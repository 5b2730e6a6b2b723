// -L, -R and -D of `sallyport ssh`, over its SSH connection, until that ends.
import type net from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import { onAbort } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { joinStreams } from '../base/stream-pair.ts';
import type { Transport } from '../base/transport.ts';
import type { RemoteListener } from '../ssh/remote-listener.ts';
import { openSocksConnection } from '../ssh/socks-server.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import { connectHere } from '../tunnel/connect-here.ts';
import { openListener } from '../tunnel/listener.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import type { DynamicForward, Forward } from './forward-arguments.ts';
import { printable } from './printable.ts';

export interface Forwards {
  /** Never rejects. */
  close(): Promise<void>;
}

export interface RemoteForwards extends Forwards {
  /** Those of the target, in the order of what was wanted. */
  readonly ports: readonly number[];
}

export interface Surroundings {
  readonly log: Log;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface Wanted {
  readonly local: readonly Forward[];
  readonly remote: readonly Forward[];
  readonly dynamic: readonly DynamicForward[];
}

/** Opens all or none. Rejects with `tunnel/port-in-use`, `tunnel/listen-failed`, `ssh/…`. */
export async function openForwards(wanted: Wanted, ssh: SshClient, around: Surroundings): Promise<Forwards> {
  const here = await openLocalForwards(wanted, (...to) => ssh.dial(...to), around);
  try {
    const there = await listenAtAll(wanted.remote, ssh, around, around.signal);
    return {
      close: async () => {
        await there.close();
        await here.close();
      },
    };
  } catch (error) {
    await here.close();
    throw error;
  }
}

/** -L and -D. `dial` is told when the program has gone. */
export async function openLocalForwards(
  wanted: Pick<Wanted, 'local' | 'dynamic'>,
  dial: SshClient['dial'],
  around: Surroundings,
): Promise<Forwards> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const run of closers.splice(0).reverse()) await run();
  };
  try {
    for (const { address, port, host, hostPort } of wanted.local) {
      closers.push(
        await listenHere({ address, port }, `to ${host}:${hostPort}`, around, async (socket, signal) => {
          join(socket, await dial(host, hostPort, signal), around);
        }),
      );
    }
    for (const forward of wanted.dynamic) {
      closers.push(
        await listenHere(forward, 'by SOCKS', around, async (socket, signal) => {
          const asked = { socket, dial, clock: systemClock, signal };
          const { transport } = await openSocksConnection(asked);
          join(socket, transport, around);
        }),
      );
    }
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listenHere(
  { address, port }: DynamicForward,
  leads: string,
  { log, say, signal }: Surroundings,
  onSocket: (socket: net.Socket, signal: AbortSignal) => Promise<void>,
): Promise<() => Promise<void>> {
  const result = await openListener({
    host: address,
    port: port === 0 ? null : port,
    guard: peerGuardFor(process.platform, process.getuid?.()),
    owners: portOwnersFor(process.platform),
    onSocket: (socket) => {
      const wanted = new AbortController();
      const stop = onAbort(signal, () => {
        wanted.abort();
      });
      socket.once('close', () => {
        stop();
        wanted.abort();
      });
      onSocket(socket, wanted.signal).catch((error: unknown) => {
        log.info('a forwarded connection failed', { error });
        if (error instanceof AppError && error.code !== 'cancelled') say(printable(error.message));
        if (!socket.writableEnded) socket.destroy();
      });
    },
    onRefused: (uid) => {
      log.warn('another user’s program was turned away', { uid });
    },
  });
  if (result.kind === 'in-use') throw result.error;
  say(`Listening on ${address}:${result.listener.port}, ${leads}.`);
  return () => result.listener.close();
}

/** -R: all or none, in their order. */
export async function listenAtAll(
  wanted: Wanted['remote'],
  ssh: SshClient,
  around: Surroundings,
  signal: AbortSignal,
): Promise<RemoteForwards> {
  const listeners: RemoteListener[] = [];
  const close = async (): Promise<void> => {
    for (const listener of listeners) await listener.close();
  };
  try {
    for (const forward of wanted) listeners.push(await listenThere(forward, ssh, around, signal));
    return { ports: listeners.map(({ port }) => port), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listenThere(
  { address, port, host, hostPort }: Forward,
  ssh: SshClient,
  around: Surroundings,
  signal: AbortSignal,
): Promise<RemoteListener> {
  const onConnection = (transport: Transport, from: string): void => {
    const socket = connectHere(host, hostPort);
    socket.on('error', (error) => {
      around.log.info('a connection from the target led nowhere', { from, error });
    });
    join(socket, transport, around);
  };
  const listener = await ssh.listen(
    { address: address === '127.0.0.1' ? 'localhost' : address, port, onConnection },
    signal,
  );
  around.say(`The target listens on port ${listener.port}, to ${host}:${hostPort} here.`);
  return listener;
}

function join(local: net.Socket, remote: Transport, { log }: Surroundings): void {
  const pair = joinStreams({
    local,
    remote,
    clock: systemClock,
    onBytes: () => undefined,
    abortLocal: () => {
      local.resetAndDestroy();
    },
  });
  void pair.ended.then(({ by, error }) => {
    log.debug('a forwarded connection has ended', { by, error });
  });
}
