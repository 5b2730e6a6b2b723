// The transport for one local connection: waits for the line for as long as the local program waits, and no longer.
// Between tunnel and line-keeper.
import type net from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Transport } from '../base/transport.ts';
import type { LineKeeper } from './line-keeper.ts';
import type { PeerAddress, PeerGuard } from './peer-guard.ts';

/** Most programs give up connecting after a minute or two; those that do not learn it from us. */
const LINE_WAIT_MS = 120_000;

export interface SocketDial {
  readonly socket: net.Socket;
  readonly peer: PeerAddress;
  readonly guard: PeerGuard;
  readonly keeper: LineKeeper;
  /** Of the tunnel. */
  readonly life: AbortSignal;
  readonly clock: Clock;
}

/** Rejects with AppError; `cancelled` when the program or the tunnel has gone meanwhile. */
export async function dialForSocket(wanted: SocketDial): Promise<Transport> {
  const { socket, peer, guard, keeper, life, clock } = wanted;
  const waiting = new AbortController();
  const cancel = () => {
    waiting.abort();
  };
  const onEnd = () => {
    void guard.isGone(peer).then((isGone) => {
      if (isGone) cancel();
    });
  };
  const stopListening = onAbort(life, cancel);
  socket.once('close', cancel);
  socket.once('end', onEnd);
  try {
    return await withDeadline(
      (signal) => dialThrough(keeper, socket, signal),
      LINE_WAIT_MS,
      waiting.signal,
      () =>
        new AppError('connection/timeout', 'A connection waited too long for the target.', {
          retryable: true,
        }),
      clock,
    );
  } finally {
    stopListening();
    socket.off('close', cancel);
    socket.off('end', onEnd);
  }
}

async function dialThrough(keeper: LineKeeper, socket: net.Socket, signal: AbortSignal): Promise<Transport> {
  for (;;) {
    const line = await keeper.get(signal);
    try {
      const transport = await (line.dialFor?.(socket, signal) ?? line.dial(signal));
      if (signal.aborted) transport.destroy();
      return transport;
    } catch (error) {
      // The line ended meanwhile: wait for the next one.
      // What a program has said about where it wants to go is read by then.
      if (signal.aborted || keeper.line === line || line.dialFor !== undefined) throw error;
    }
  }
}
