// The receiving half of reliable delivery: puts messages into order, holds early ones, knows duplicates.
// Pure. Acks are for loss, not for pace: a message is acknowledged as soon as it is kept. Fact sheet 4 and 8.

export interface ReceiveWindowLimits {
  /** Early messages held at most; beyond, they are neither kept nor acknowledged, and so come again. */
  readonly maxEarlyMessages: number;
  readonly maxEarlyBytes: number;
}

export interface Sequenced {
  readonly sequenceNumber: number;
  readonly payload: Uint8Array;
}

export interface Received<M> {
  /**
   * Write an ack. Also for duplicates: the first ack may have been lost, and the agent would repeat the message for
   * ever without looking at any other.
   */
  readonly acknowledge: boolean;
  /** Messages that are in order now, to be handed on in this order. */
  readonly deliver: readonly M[];
}

const REFUSED = { acknowledge: false, deliver: [] } as const;
const DUPLICATE = { acknowledge: true, deliver: [] } as const;

export class ReceiveWindow<M extends Sequenced> {
  readonly #limits: ReceiveWindowLimits;
  readonly #early = new Map<number, M>();
  #earlyBytes = 0;
  #expected = 0;

  constructor(limits: ReceiveWindowLimits) {
    this.#limits = limits;
  }

  /** The number that comes next in order. */
  get expected(): number {
    return this.#expected;
  }

  get earlyCount(): number {
    return this.#early.size;
  }

  /** `roomDownstream`: false when those behind hold as much as they may; new messages are then left unacknowledged. */
  receive(message: M, roomDownstream: boolean): Received<M> {
    const { sequenceNumber } = message;
    if (sequenceNumber < this.#expected || this.#early.has(sequenceNumber)) return DUPLICATE;
    if (!roomDownstream) return REFUSED;
    if (sequenceNumber > this.#expected) return this.#hold(message) ? DUPLICATE : REFUSED;
    const deliver = [message];
    this.#expected++;
    for (
      let next = this.#early.get(this.#expected);
      next !== undefined;
      next = this.#early.get(this.#expected)
    ) {
      this.#early.delete(this.#expected);
      this.#earlyBytes -= next.payload.byteLength;
      this.#expected++;
      deliver.push(next);
    }
    return { acknowledge: true, deliver };
  }

  #hold(message: M): boolean {
    const bytes = this.#earlyBytes + message.payload.byteLength;
    if (this.#early.size >= this.#limits.maxEarlyMessages || bytes > this.#limits.maxEarlyBytes) return false;
    this.#early.set(message.sequenceNumber, message);
    this.#earlyBytes = bytes;
    return true;
  }
}
