// Bytes on their way out, whatever the pieces were that they came in. Between what is written to an eic-socket and the
// frames that it sends.

export class OutgoingBytes {
  readonly #pieces: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** The next ones, at most `most`; copied only where they come from several pieces. */
  take(most: number): Buffer {
    const taken: Buffer[] = [];
    let room = Math.min(most, this.#length);
    this.#length -= room;
    while (room > 0) {
      const piece = this.#pieces[0] ?? Buffer.alloc(0);
      if (piece.length <= room) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(room);
      taken.push(piece.subarray(0, room));
      room -= Math.min(room, piece.length);
    }
    const [only] = taken;
    return only !== undefined && taken.length === 1 ? only : Buffer.concat(taken);
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#length = 0;
  }
}
