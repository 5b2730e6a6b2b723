// Rates and round trip of one open shell, sampled once a second and told only when they changed.
import type { Clock } from '../base/clock.ts';
import type { ShellStats } from './shell-route.ts';

/** What a status line can show without flicker. */
const SAMPLE_MS = 1000;

export interface RateSample {
  readonly roundTripMs: number | null;
  readonly downBytesPerSecond: number;
  readonly upBytesPerSecond: number;
}

export class RateMeter {
  readonly #clock: Clock;
  readonly #read: () => ShellStats;
  readonly #onChange: (sample: RateSample) => void;
  #before: { readonly at: number; readonly stats: ShellStats };
  #told: RateSample = { roundTripMs: null, downBytesPerSecond: 0, upBytesPerSecond: 0 };
  #cancel: () => void;

  constructor(clock: Clock, read: () => ShellStats, onChange: (sample: RateSample) => void) {
    this.#clock = clock;
    this.#read = read;
    this.#onChange = onChange;
    this.#before = { at: clock.now(), stats: read() };
    this.#cancel = this.#schedule();
  }

  stop(): void {
    this.#cancel();
  }

  #schedule(): () => void {
    return this.#clock.after(SAMPLE_MS, () => {
      this.#sample();
      this.#cancel = this.#schedule();
    });
  }

  #sample(): void {
    const at = this.#clock.now();
    const stats = this.#read();
    // After a sleep of the computer or a step of its clock the true span is unknown; one second is the best guess.
    const seconds = Math.max(at - this.#before.at, SAMPLE_MS) / 1000;
    const sample: RateSample = {
      roundTripMs: stats.roundTripMs === null ? null : Math.round(stats.roundTripMs),
      downBytesPerSecond: Math.round((stats.downBytes - this.#before.stats.downBytes) / seconds),
      upBytesPerSecond: Math.round((stats.upBytes - this.#before.stats.upBytes) / seconds),
    };
    this.#before = { at, stats };
    if (isSame(sample, this.#told)) return;
    this.#told = sample;
    this.#onChange(sample);
  }
}

function isSame(a: RateSample, b: RateSample): boolean {
  return (
    a.roundTripMs === b.roundTripMs &&
    a.downBytesPerSecond === b.downBytesPerSecond &&
    a.upBytesPerSecond === b.upBytesPerSecond
  );
}
