// Time and chance as values that are passed in, so that windows, backoff and phases can be tested without waiting.

export interface Clock {
  /** Epoch milliseconds, monotonic enough for timeouts. */
  now(): number;
  /** Calls `run` after `ms`; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
}

/** A number in [0, 1). */
export type Random = () => number;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
