// What the agent does with an incoming stream message, by sequence number alone (fact sheet 4). Pure.

/** Beyond this a message from the future is neither kept nor acknowledged. */
const MAX_STORED = 100_000;

export type Arrival = 'next' | 'early' | 'late' | 'no-room';

export class AgentInbox<T> {
  readonly #stored = new Map<number, T>();
  #expected = 0;

  get expected(): number {
    return this.#expected;
  }

  /** The message after the expected one is here already. */
  get hasNext(): boolean {
    return this.#stored.has(this.#expected + 1);
  }

  /** `early` messages are kept here; a `late` one was handled before and only wants its ack again. */
  classify(sequenceNumber: number, message: T): Arrival {
    if (sequenceNumber < this.#expected) return 'late';
    if (sequenceNumber === this.#expected) return 'next';
    if (this.#stored.has(sequenceNumber)) return 'early';
    if (this.#stored.size >= MAX_STORED) return 'no-room';
    this.#stored.set(sequenceNumber, message);
    return 'early';
  }

  /** The expected message has been handled; the one after it, when it is already here. */
  advance(): T | null {
    this.#stored.delete(this.#expected);
    this.#expected += 1;
    return this.#stored.get(this.#expected) ?? null;
  }
}
