// How long a session may take to start, and how long an agent that is there may be silent. Beside session.ts.
import type { Clock } from '../base/clock.ts';

/**
 * An agent that wants a handshake begins it as soon as it is there. A shell without one may be silent: when the agent
 * has been there this long, that is what it is. As long as a pty takes on a slow machine.
 */
const SILENT_START_MS = 10_000;

export interface StartWatchOptions {
  readonly clock: Clock;
  /** The last `within` has passed; `ms` is what it was. */
  onTooLate(ms: number): void;
  /** The agent is there, and nothing came from it. */
  onSilent(): void;
}

export class StartWatch {
  readonly #options: StartWatchOptions;
  #stopDeadline: () => void = () => undefined;
  #stopSilence: () => void = () => undefined;
  #stopped = false;

  constructor(options: StartWatchOptions) {
    this.#options = options;
  }

  /** A new deadline in place of the one before. */
  within(ms: number): void {
    this.#stopDeadline();
    if (this.#stopped) return;
    this.#stopDeadline = this.#options.clock.after(ms, () => {
      this.#options.onTooLate(ms);
    });
  }

  peer(peer: 'there' | 'away'): void {
    this.#stopSilence();
    if (this.#stopped || peer === 'away') return;
    this.#stopSilence = this.#options.clock.after(SILENT_START_MS, () => {
      this.#options.onSilent();
    });
  }

  /** It has started or failed; nothing is told any more. */
  stop(): void {
    this.#stopped = true;
    this.#stopDeadline();
    this.#stopSilence();
  }
}
