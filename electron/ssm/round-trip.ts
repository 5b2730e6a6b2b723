// How long an ack takes, smoothed, and how long to wait for one before a message counts as lost. Pure; part of
// send-window.

/** Before anything is measured: the official values (RTT 100 ms, timeout 200 ms). */
const INITIAL_TIMEOUT_MS = 200;
/**
 * Fact sheet: timeout = RTT + max(10 ms, 4 RTTVAR), at most 1 s, looked at every 100 ms. Hundreds of samples a round
 * trip make RTTVAR tiny, and a burst of our own or a busy moment anywhere on the path then looks like a loss: so at
 * least half a round trip on top, and never less than that look takes the official sender.
 */
const MIN_MARGIN_MS = 100;
const MAX_TIMEOUT_MS = 1000;

export class RoundTrip {
  #ms: number | null = null;
  #variationMs = 0;
  #leastMs = Number.POSITIVE_INFINITY;

  /** Smoothed; null until measured. */
  get ms(): number | null {
    return this.#ms;
  }

  get leastMs(): number {
    return this.#leastMs;
  }

  /** Timeout of a message that was sent once. */
  get timeoutMs(): number {
    if (this.#ms === null) return INITIAL_TIMEOUT_MS;
    const margin = Math.max(MIN_MARGIN_MS, 4 * this.#variationMs, this.#ms / 2);
    return Math.min(MAX_TIMEOUT_MS, this.#ms + margin);
  }

  measure(sampleMs: number): void {
    this.#leastMs = Math.min(this.#leastMs, sampleMs);
    if (this.#ms === null) {
      // As RFC 6298 starts; the official client creeps up to (or down from) a guessed 100 ms instead.
      this.#ms = sampleMs;
      this.#variationMs = sampleMs / 2;
      return;
    }
    this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#ms - sampleMs);
    this.#ms = 0.875 * this.#ms + 0.125 * sampleMs;
  }
}
