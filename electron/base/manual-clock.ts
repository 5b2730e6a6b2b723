// A clock that tests move by hand, so that hours of backoff and retransmission take no time. Tests only.
import type { Clock } from './clock.ts';

export class ManualClock implements Clock {
  #now: number;
  #nextId = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly run: () => void }>();

  constructor(startAt = 1_000_000) {
    this.#now = startAt;
  }

  /** Timers that have neither run nor been cancelled: a leak when something has closed. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const id = this.#nextId++;
    this.#timers.set(id, { at: this.#now + Math.max(0, ms), run });
    return () => {
      this.#timers.delete(id);
    };
  }

  /** Runs what is due within `ms`, in order of time, then of creation. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      let next: { id: number; at: number; run: () => void } | null = null;
      for (const [id, timer] of this.#timers)
        if (timer.at <= end && (next === null || timer.at < next.at)) next = { id, ...timer };
      if (next === null) break;
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next.id);
      next.run();
    }
    this.#now = end;
  }
}
