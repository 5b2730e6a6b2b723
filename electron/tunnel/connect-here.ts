// A connection that began at a target and goes on to a port of this computer, or of its network (-R).
import net from 'node:net';
import { AppError } from '../../shared/app-error.ts';

/** A port of this computer answers at once; one in its network within seconds. */
const CONNECT_MS = 10_000;

/** Fails by its 'error' where nobody answers; whoever takes it listens to that. */
export function connectHere(host: string, port: number): net.Socket {
  // A development server may listen on one family of loopback only.
  const socket = net.connect({ host, port, autoSelectFamily: true, allowHalfOpen: true, noDelay: true });
  socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no answer')));
  socket.once('connect', () => socket.setTimeout(0));
  return socket;
}

export function nobodyHere(host: string, port: number, cause: Error): AppError {
  return new AppError(
    'tunnel/local-refused',
    `Nothing accepted the connection at ${host}:${port}, as seen from here.`,
    { detail: wordsOf(cause), retryable: true, cause },
  );
}

/** Where several addresses were tried, Node's error for them all has no words of its own. */
function wordsOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(wordsOf).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
