// How far a transfer is, how fast, and how long it will take: the rate over the last seconds, so that a pause shows.
import type { Clock } from '../base/clock.ts';

/** Long enough to be calm, short enough to be true. */
const WINDOW_MS = 5_000;
const SAMPLE_MS = 250;

export class Progress {
  totalFiles = 0;
  totalBytes = 0;
  doneFiles = 0;
  doneBytes = 0;
  readonly #clock: Clock;
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];
  /** Bytes that went over the line; what a resumed part had already is not among them. */
  #moved = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Positions of one file, as they are told: returns the function to tell the next one to. */
  file(): (position: number) => void {
    let last: number | null = null;
    return (position) => {
      this.doneBytes += position - (last ?? 0);
      if (last !== null && position > last) this.#moved += position - last;
      last = position;
      this.#sample();
    };
  }

  rate(): { readonly bytesPerSecond: number; readonly remainingMs: number | null } {
    const now = this.#clock.now();
    const first = this.#samples.find(({ at }) => now - at <= WINDOW_MS);
    const ms = first === undefined ? 0 : now - first.at;
    const bytesPerSecond = first === undefined || ms <= 0 ? 0 : ((this.#moved - first.bytes) * 1000) / ms;
    const left = Math.max(0, this.totalBytes - this.doneBytes);
    return {
      bytesPerSecond,
      remainingMs: bytesPerSecond < 1 ? null : Math.round((left * 1000) / bytesPerSecond),
    };
  }

  #sample(): void {
    const at = this.#clock.now();
    const last = this.#samples.at(-1);
    if (last !== undefined && at - last.at < SAMPLE_MS) return;
    this.#samples.push({ at, bytes: this.#moved });
    while ((this.#samples[0]?.at ?? at) < at - WINDOW_MS) this.#samples.shift();
  }
}
