// A wait between two tries that somebody may end early. Below line-keeper.
import type { Clock } from '../base/clock.ts';

export class Nap {
  readonly #clock: Clock;
  readonly #life: AbortSignal;
  #wake: () => void = () => undefined;

  constructor(clock: Clock, life: AbortSignal) {
    this.#clock = clock;
    this.#life = life;
  }

  /** Settles at once when life is over. One at a time. */
  take(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        stopTimer();
        this.#wake = () => undefined;
        resolve();
      };
      const stopTimer = this.#clock.after(ms, wake);
      this.#wake = wake;
      if (this.#life.aborted) wake();
    });
  }

  /** Does nothing when nobody sleeps. */
  wake(): void {
    this.#wake();
  }
}
