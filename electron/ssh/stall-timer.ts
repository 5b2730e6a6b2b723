// Tells when something that should go on stands still. For transfers: the connection may be there and the disk not.
import type { Clock } from '../base/clock.ts';

export class StallTimer {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #onStall: () => void;
  #movedAt = 0;
  #stop: (() => void) | null = null;

  constructor(clock: Clock, ms: number, onStall: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#onStall = onStall;
  }

  /** Something is awaited, or has just come. Cheap: a timer is set once per span, not per call. */
  moved(): void {
    this.#movedAt = this.#clock.now();
    if (this.#stop === null) this.#wait(this.#ms);
  }

  /** Nothing is awaited. */
  rest(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #wait(ms: number): void {
    this.#stop = this.#clock.after(ms, () => {
      const left = this.#movedAt + this.#ms - this.#clock.now();
      if (left > 0) {
        this.#wait(left);
        return;
      }
      this.#stop = null;
      this.#onStall();
    });
  }
}
