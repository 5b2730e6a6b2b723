// Byte credit for a stretch that is no Node stream (the terminal's MessagePort): pure counting on both of its ends.
// The sender stops at the high mark and goes on at the low mark; the receiver acknowledges what it has consumed.

export interface CreditMarks {
  /** Unacknowledged bytes at which the sender stops. */
  readonly highBytes: number;
  /** Unacknowledged bytes at which it goes on. The receiver's ack step must not exceed it, or the sender never resumes. */
  readonly lowBytes: number;
}

/** The sender's end. */
export class ByteCredit {
  readonly #marks: CreditMarks;
  #outstanding = 0;
  #open = true;

  constructor(marks: CreditMarks) {
    if (!(marks.lowBytes >= 0 && marks.lowBytes < marks.highBytes))
      throw new RangeError('The low mark must lie below the high mark.');
    this.#marks = marks;
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
    if (this.#outstanding >= this.#marks.highBytes) this.#open = false;
    return this.#open;
  }

  /**
   * Counts bytes as consumed; true when this very ack opened the credit again, so that the caller resumes once.
   * Clamped at zero: a receiver that was replaced may acknowledge bytes of its predecessor.
   */
  acknowledge(byteCount: number): boolean {
    this.#outstanding = Math.max(0, this.#outstanding - Math.max(0, byteCount));
    if (this.#open || this.#outstanding > this.#marks.lowBytes) return false;
    this.#open = true;
    return true;
  }

  /** The receiver was replaced: nothing is outstanding. True when this opened the credit. */
  reset(): boolean {
    return this.acknowledge(this.#outstanding);
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
