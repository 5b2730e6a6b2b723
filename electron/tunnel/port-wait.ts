// When a local port that is taken is tried again: after a moment, then ever more seldom. Beside tunnel, which opens it.
import type { TunnelState } from '../../shared/tunnel.ts';
import { backoffDelay } from '../base/backoff.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { PortInUse } from './listener.ts';

/** Whoever has it may be about to end; looking twice a minute costs nothing. */
const BACKOFF = { initialMs: 2_000, maxMs: 30_000, jitter: 0.3 };

export interface PortWaitOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** `isStillWanted` is asked when its turn comes: it may have been switched off meanwhile. */
  readonly tryAgain: (port: number | null, isStillWanted: () => boolean) => void;
}

export class PortWait {
  readonly #options: PortWaitOptions;
  #state: Extract<TunnelState, { kind: 'waiting-for-port' }> | null = null;
  #port: number | null = null;
  #attempt = 0;
  #stopTimer: () => void = () => undefined;

  constructor(options: PortWaitOptions) {
    this.#options = options;
  }

  /** Null: nothing is waited for. */
  get state(): TunnelState | null {
    return this.#state;
  }

  /** It was tried and is taken. */
  taken(port: number | null, { error, nextFreePort }: PortInUse): void {
    const { clock, random } = this.#options;
    this.#stopTimer();
    const waitMs = backoffDelay(this.#attempt, BACKOFF, random);
    this.#attempt += 1;
    this.#port = port;
    const nextTryAt = clock.now() + waitMs;
    this.#state = { kind: 'waiting-for-port', error: error.toData(), nextFreePort, nextTryAt };
    this.#stopTimer = clock.after(waitMs, () => {
      this.tryNow();
    });
  }

  tryNow(): void {
    const waiting = this.#state;
    if (waiting !== null) this.#options.tryAgain(this.#port, () => this.#state === waiting);
  }

  /** It is open, or not wanted any more. */
  stop(): void {
    this.#stopTimer();
    this.#state = null;
    this.#attempt = 0;
  }
}
