// One deadline at a time: each stage of an opening has its own, and none runs while somebody is asked something.
import type { Clock } from '../base/clock.ts';

export class StageTimer {
  readonly #clock: Clock;
  readonly #onExpired: (stage: string) => void;
  #stop: (() => void) | null = null;

  constructor(clock: Clock, onExpired: (stage: string) => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** Replaces the stage before. `stage` for words: "Signing in". */
  start(stage: string, ms: number): void {
    this.stop();
    this.#stop = this.#clock.after(ms, () => {
      this.#stop = null;
      this.#onExpired(stage);
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
