// Byte credit for a stretch that is no Node stream (the terminal's MessagePort): pure counting on both of its ends.
// The sender stops at the high mark and goes on at the low mark; the receiver acknowledges what it has consumed.

export interface CreditMarks {
  /** Unacknowledged bytes at which the sender stops. */
  readonly highBytes: number;
  /** Unacknowledged bytes at which it goes on. The receiver's ack step must not exceed it, or the sender never resumes. */
  readonly lowBytes: number;
}

/** Lets the high mark follow a receiver that is slow, so that what comes after (a prompt) does not wait for long. */
export interface CreditPace {
  /** The high mark is never lower; its low mark must not be below the receiver's ack step. */
  readonly leastHighBytes: number;
  /** How long the receiver may need for all that is outstanding. */
  readonly waitMs: number;
  readonly now: () => number;
}

/** The sender's end. */
export class ByteCredit {
  readonly #marks: CreditMarks;
  readonly #pace: CreditPace | null;
  #highBytes: number;
  #lowBytes: number;
  #outstanding = 0;
  #open = true;
  #closed = { at: 0, outstanding: 0 };

  constructor(marks: CreditMarks, pace: CreditPace | null = null) {
    if (!(marks.lowBytes >= 0 && marks.lowBytes < marks.highBytes))
      throw new RangeError('The low mark must lie below the high mark.');
    this.#marks = marks;
    this.#pace = pace;
    this.#highBytes = marks.highBytes;
    this.#lowBytes = marks.lowBytes;
  }

  /** Bytes sent and not yet acknowledged. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** True when more may be sent. */
  get open(): boolean {
    return this.#open;
  }

  /** Counts bytes as sent; answers whether more may be sent. A message may pass the high mark, once. */
  spend(byteCount: number): boolean {
    this.#outstanding += byteCount;
    if (this.#open && this.#outstanding >= this.#highBytes) {
      this.#open = false;
      this.#closed = { at: this.#pace?.now() ?? 0, outstanding: this.#outstanding };
    }
    return this.#open;
  }

  /**
   * Counts bytes as consumed; true when this very ack opened the credit again, so that the caller resumes once.
   * Clamped at zero: a receiver that was replaced may acknowledge bytes of its predecessor.
   */
  acknowledge(byteCount: number): boolean {
    this.#outstanding = Math.max(0, this.#outstanding - Math.max(0, byteCount));
    if (this.#open || this.#outstanding > this.#lowBytes) return false;
    this.#open = true;
    this.#followPace();
    return true;
  }

  /** The receiver was replaced: nothing is outstanding. True when this opened the credit. */
  reset(): boolean {
    this.#closed = { at: 0, outstanding: 0 };
    return this.acknowledge(this.#outstanding);
  }

  /** While the credit is closed the receiver has work all the time: what it consumed then is its pace. */
  #followPace(): void {
    const consumed = this.#closed.outstanding - this.#outstanding;
    if (this.#pace === null || consumed <= 0) return;
    const { leastHighBytes, waitMs, now } = this.#pace;
    const { highBytes, lowBytes } = this.#marks;
    const inTime = (consumed / Math.max(1, now() - this.#closed.at)) * waitMs;
    this.#highBytes = Math.min(highBytes, Math.max(leastHighBytes, Math.round(inTime)));
    this.#lowBytes = Math.floor((this.#highBytes / highBytes) * lowBytes);
  }
}

/** The receiver's end: gathers consumed bytes into acks of at least `stepBytes`. */
export class ConsumedBytes {
  readonly #stepBytes: number;
  #pending = 0;

  constructor(stepBytes: number) {
    this.#stepBytes = stepBytes;
  }

  /** Bytes to acknowledge now, or 0 to wait for more. */
  consume(byteCount: number): number {
    this.#pending += byteCount;
    return this.#pending >= this.#stepBytes ? this.flush() : 0;
  }

  /** What is left, e.g. when the stretch goes idle. */
  flush(): number {
    const due = this.#pending;
    this.#pending = 0;
    return due;
  }
}
