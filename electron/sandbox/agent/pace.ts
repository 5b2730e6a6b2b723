// The pause after each read. Go sleeps 1.06 to 1.1 ms for "1 ms" and works a little; a timer of Node may oversleep by
// as much again, so the pause keeps a schedule and makes up for what the timer overslept: the rate is exact.
import { performance } from 'node:perf_hooks';

/** Go's oversleep plus reading, hashing and sending 1,024 bytes: [obs] 0.82 to 0.9 MB/s with "1 ms". */
const OVERHEAD_MS = 0.15;
/** A schedule further behind than this is not made up for: the program had nothing to say, or the machine was busy. */
const MAX_CATCH_UP_MS = 20;
/** Without pauses, other work of this process still gets a turn after so many reads. */
const READS_PER_TURN = 16;

export class Pace {
  readonly #periodMs: number;
  readonly #now: () => number;
  #due = Number.NEGATIVE_INFINITY;
  #readsThisTurn = 0;

  constructor(pauseMs: number, now: () => number = () => performance.now()) {
    this.#periodMs = pauseMs > 0 ? pauseMs + OVERHEAD_MS : 0;
    this.#now = now;
  }

  /** Milliseconds until the next read may happen, counted from this one; at most 0 when it may happen at once. */
  next(): number {
    const now = this.#now();
    this.#due = Math.max(this.#due, now - MAX_CATCH_UP_MS) + this.#periodMs;
    return this.#due - now;
  }

  async wait(): Promise<void> {
    if (this.#periodMs === 0) {
      this.#readsThisTurn += 1;
      if (this.#readsThisTurn < READS_PER_TURN) return;
      this.#readsThisTurn = 0;
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    const ms = this.next();
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
