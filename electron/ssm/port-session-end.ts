// Ends a port session on the far side: the flag first, because the agent then closes its sockets at once, then the
// API, because the flag may be lost. Below port-session. (The official client sends the flag and does not wait.)
import { AppError } from '../../shared/app-error.ts';
import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Log } from '../base/log.ts';
import type { DataChannel } from './data-channel.ts';

/** For the flag to be acknowledged. */
const FLAG_TIMEOUT_MS = 1_000;
const FLAG_POLL_MS = 20;
const TERMINATE_TIMEOUT_MS = 5_000;

export interface PortSessionEnd {
  readonly channel: DataChannel;
  /** Null for agents that do not know it. */
  readonly sendFlag: (() => void) | null;
  readonly terminate: (signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Never rejects: the session then ends by itself when it has been idle. */
export async function endPortSession(end: PortSessionEnd): Promise<void> {
  const { channel, sendFlag, terminate, clock, log } = end;
  const never = new AbortController().signal;
  if (sendFlag !== null) {
    sendFlag();
    const giveUpAt = clock.now() + FLAG_TIMEOUT_MS;
    while (channel.unacknowledgedCount > 0 && clock.now() < giveUpAt) await delay(FLAG_POLL_MS, never, clock);
  }
  try {
    await withDeadline(
      terminate,
      TERMINATE_TIMEOUT_MS,
      never,
      () => new AppError('connection/timeout', 'AWS did not answer in time.', { retryable: true }),
      clock,
    );
  } catch (error) {
    log.warn('The session could not be terminated; it ends when it has been idle.', { error });
  }
}
