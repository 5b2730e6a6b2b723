// Waits until the far side of a transport to an SSH server has spoken: a route may agree long before it has dialled the
// target (an endpoint answers 101 first), and only the server's own words say that somebody is there.
import type { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Transport } from '../base/transport.ts';
import { handshakeError } from '../ssh/ssh-error.ts';

/** sshd answers at once; one behind a slow route that has just been started needs some seconds. */
const FIRST_WORD_MS = 20_000;

/**
 * Settles when there is something to read, and leaves it there: SSH's server may speak first (RFC 4253 4.2). Rejects with
 * what the transport failed with, `ssh/no-banner`, or `cancelled`; the transport is the caller's to destroy.
 */
export async function hearFirstWord(
  transport: Transport,
  signal: AbortSignal,
  clock: Clock,
  withinMs = FIRST_WORD_MS,
): Promise<void> {
  const silent = (): AppError => handshakeError(new Error('It kept silent.'), NOTHING_HEARD);
  await withDeadline((inner) => firstWord(transport, inner), withinMs, signal, silent, clock);
}

const NOTHING_HEARD = { firstBytes: Buffer.alloc(0) };

function firstWord(transport: Transport, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (run: () => void) => (): void => {
      for (const [event, listener] of listeners) transport.off(event, listener);
      signal.removeEventListener('abort', give);
      run();
    };
    const give = settle(resolve);
    let failure: unknown = null;
    const gone = settle(() => {
      reject(handshakeError(failure, NOTHING_HEARD));
    });
    const listeners: readonly [string, (error?: unknown) => void][] = [
      ['readable', () => (transport.readableLength > 0 ? give() : transport.readableEnded && gone())],
      ['end', gone],
      ['close', gone],
      [
        'error',
        (error) => {
          failure = error;
          gone();
        },
      ],
    ];
    for (const [event, listener] of listeners) transport.on(event, listener);
    signal.addEventListener('abort', give, { once: true });
    if (transport.destroyed) gone();
    else if (transport.readableLength > 0) give();
  });
}
