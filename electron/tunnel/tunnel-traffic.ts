// What has gone through a tunnel: totals, and a rate for each of the last 60 seconds. Wakes up only while there is
// something to show.
import { RATE_SAMPLES } from '../../shared/rate-samples.ts';
import type { RateSample, TunnelSnapshot } from '../../shared/tunnel.ts';
import type { Clock } from '../base/clock.ts';

const SAMPLE_MS = 1000;

export class TunnelTraffic {
  readonly #clock: Clock;
  readonly #onSample: () => void;
  #up = 0;
  #down = 0;
  #before: { at: number; up: number; down: number } | null = null;
  #rates: RateSample[] = [];
  #stopTimer: (() => void) | null = null;

  constructor(clock: Clock, onSample: () => void) {
    this.#clock = clock;
    this.#onSample = onSample;
  }

  /** Rates: bytes per second, newest last; empty after a quiet minute. */
  get facts(): Pick<TunnelSnapshot, 'upBytes' | 'downBytes' | 'rates'> {
    return { upBytes: this.#up, downBytes: this.#down, rates: [...this.#rates] };
  }

  count(direction: 'up' | 'down', bytes: number): void {
    if (direction === 'up') this.#up += bytes;
    else this.#down += bytes;
    if (this.#stopTimer !== null) return;
    this.#before = { at: this.#clock.now(), up: this.#up, down: this.#down };
    this.#before[direction] -= bytes;
    this.#schedule();
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#rates = [];
  }

  #schedule(): void {
    this.#stopTimer = this.#clock.after(SAMPLE_MS, () => {
      this.#stopTimer = null;
      this.#sample();
      if (this.#rates.some(({ up, down }) => up + down > 0)) this.#schedule();
      else this.#rates = [];
      this.#onSample();
    });
  }

  #sample(): void {
    const now = this.#clock.now();
    const { at, up, down } = this.#before ?? { at: now, up: this.#up, down: this.#down };
    // After a sleep of the computer the true span is unknown; one second is the best guess.
    const seconds = Math.max(now - at, SAMPLE_MS) / 1000;
    this.#rates.push({
      up: Math.round((this.#up - up) / seconds),
      down: Math.round((this.#down - down) / seconds),
    });
    if (this.#rates.length > RATE_SAMPLES) this.#rates.shift();
    this.#before = { at: now, up: this.#up, down: this.#down };
  }
}
