// One direction of a tunnel: passes its pieces on in order, late or not at all for a while when a fault wants it. Its
// source is not read meanwhile, so what waits here is no more than one read.
import type { TunnelFaults } from './tunnel-faults.ts';

export interface LaneSource {
  pause(): unknown;
  resume(): unknown;
}

/** How soon a stalled direction looks whether it may go on. */
const STALL_CHECK_MS = 20;

export class TunnelLane {
  readonly #source: LaneSource;
  readonly #faults: TunnelFaults;
  readonly #after: (ms: number, run: () => void) => void;
  readonly #waiting: (() => void)[] = [];

  constructor(source: LaneSource, faults: TunnelFaults, after: (ms: number, run: () => void) => void) {
    this.#source = source;
    this.#faults = faults;
    this.#after = after;
  }

  push(pass: () => void): void {
    const { delayMs, isStalled } = this.#faults;
    if (this.#waiting.length === 0 && delayMs === 0 && !isStalled) {
      pass();
      return;
    }
    this.#source.pause();
    this.#waiting.push(pass);
    if (this.#waiting.length === 1) this.#await();
  }

  #await(): void {
    this.#after(this.#faults.isStalled ? STALL_CHECK_MS : this.#faults.delayMs, () => {
      if (this.#faults.isStalled) {
        this.#await();
        return;
      }
      const pass = this.#waiting.shift();
      if (this.#waiting.length > 0) this.#await();
      else this.#source.resume();
      // Last, as it may find its destination full and stop the source again.
      pass?.();
    });
  }
}
