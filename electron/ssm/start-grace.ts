// Keeps what would go to the agent in the very moment in which it says that the handshake is complete. Inside session.
//
// The agent says so first and then opens the gate; what comes in between it acknowledges and throws away, and then it
// takes a moment until its program takes anything. A busy machine can make either last some milliseconds.
import type { Clock } from '../base/clock.ts';

const GRACE_MS = 10;

export class StartGrace {
  readonly #clock: Clock;
  readonly #kept: (() => void)[] = [];
  #stopTimer: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOn(): boolean {
    return this.#stopTimer !== null;
  }

  /** `onOver` comes after what was kept. */
  begin(onOver: () => void): void {
    this.#stopTimer = this.#clock.after(GRACE_MS, () => {
      this.#stopTimer = null;
      for (const send of this.#kept.splice(0)) send();
      onOver();
    });
  }

  /** Now, or when the grace is over. */
  run(send: () => void): void {
    if (this.isOn) this.#kept.push(send);
    else send();
  }

  /** The session is over: what was kept is for nobody. */
  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#kept.length = 0;
  }
}
