// Keeps what goes to a shell in the order in which a person asked for it. Keys are there at once, the clipboard's text
// comes from main, a break goes by another way: what is typed after such a thing must not arrive before it.

/** Null: nothing to send, but it had its turn. */
type Turn = Promise<Uint8Array | null>;

interface Place {
  /** `waiting` until it is known what is sent there. */
  bytes: Uint8Array | 'waiting' | null;
}

export class InTurn {
  readonly #send: (bytes: Uint8Array) => void;
  #line: Place[] = [];

  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  /** After everything that was asked for before. */
  send(bytes: Uint8Array): void {
    if (this.#line.length === 0) this.#send(bytes);
    else this.#line.push({ bytes });
  }

  /** What is sent from now on waits until `turn` settles; one that fails sends nothing. */
  take(turn: Turn): void {
    const place: Place = { bytes: 'waiting' };
    this.#line.push(place);
    const settle = (bytes: Uint8Array | null): void => {
      place.bytes = bytes;
      this.#go();
    };
    turn.then(settle, () => {
      settle(null);
    });
  }

  /** For whom it was meant is gone. What still has to settle sends nothing any more. */
  clear(): void {
    this.#line = [];
  }

  #go(): void {
    for (let first = this.#line[0]; first !== undefined && first.bytes !== 'waiting'; first = this.#line[0]) {
      this.#line.shift();
      if (first.bytes !== null) this.#send(first.bytes);
    }
  }
}
