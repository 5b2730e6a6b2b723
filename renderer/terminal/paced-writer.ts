// Between the terminal's port and xterm: in a flood it gathers what comes and gives it on in pieces, and the page is
// drawn once per piece instead of sixty times a second. All else passes as it comes.
//
//   port --write--> waiting --at once, or a piece every PIECE_MS--> xterm.write --parsed--> done (the port's ack)

/**
 * Length of a piece, and how long a flood is gathered for one that is not full. Nobody reads a flood, and a frame costs
 * as much as a hundred kilobytes of output, drawn in software several times that. A key waits for one piece at most.
 */
const PIECE_MS = 100;
/** More than this within COUNT_MS is a flood: 5 MB/s, five times what AWS's agent can send. */
const FLOOD_BYTES = 256 * 1024;
const COUNT_MS = 50;
/** A third of the credit, so that the next pieces are on their way while this one is parsed. */
const MAX_PIECE_BYTES = 2 * 1024 * 1024;

/** `done` is called once the bytes were parsed; until then they must not change. */
export type WriteBytes = (bytes: Uint8Array, done: () => void) => void;

/** Milliseconds; `after` answers the function that cancels it. */
export interface PaceTime {
  now(): number;
  after(ms: number, call: () => void): () => void;
}

export const pageTime: PaceTime = {
  now: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

interface Waiting {
  readonly bytes: Uint8Array;
  readonly done: () => void;
}

export class PacedWriter {
  readonly #writeOn: WriteBytes;
  readonly #time: PaceTime;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #parsing = false;
  #cancelTimer: (() => void) | null = null;
  #pieceBytes = FLOOD_BYTES;
  #room = new Uint8Array(0);
  /** The stretch of COUNT_MS that is counted now, and what was given on in it. */
  #countedFrom = Number.NEGATIVE_INFINITY;
  #countedBytes = 0;
  /** Until a piece gathered for PIECE_MS is small. */
  #flooding = false;
  #parsedAt = Number.NEGATIVE_INFINITY;

  /** `writeOn` parses its calls one after the other. */
  constructor(writeOn: WriteBytes, time: PaceTime) {
    this.#writeOn = writeOn;
    this.#time = time;
  }

  write(bytes: Uint8Array, done: () => void): void {
    this.#waiting.push({ bytes, done });
    this.#waitingBytes += bytes.byteLength;
    this.#giveOn();
  }

  /** Gives on all that waits: what is written past this writer comes after it. */
  flush(): void {
    this.#stopTimer();
    for (const { bytes, done } of this.#waiting.splice(0)) this.#writeOn(bytes, done);
    this.#waitingBytes = 0;
  }

  /** What waits is dropped with the terminal. */
  dispose(): void {
    this.#stopTimer();
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #giveOn(): void {
    if (this.#parsing || this.#waitingBytes === 0) return;
    const startedAt = this.#time.now();
    if (this.#flooding && this.#waitingBytes < this.#pieceBytes) {
      const rest = this.#parsedAt + PIECE_MS - startedAt;
      if (rest > 0) {
        this.#cancelTimer ??= this.#time.after(rest, () => {
          this.#cancelTimer = null;
          this.#giveOn();
        });
        return;
      }
      this.#flooding = this.#waitingBytes >= FLOOD_BYTES;
    }
    this.#stopTimer();
    const taken = this.#takePiece();
    const bytes = this.#joined(taken);
    this.#count(bytes.byteLength, startedAt);
    this.#parsing = true;
    this.#writeOn(bytes, () => {
      this.#parsing = false;
      this.#parsedAt = this.#time.now();
      for (const { done } of taken) done();
      this.#measure(bytes.byteLength, this.#parsedAt - startedAt);
      this.#giveOn();
    });
  }

  #count(byteCount: number, at: number): void {
    if (at - this.#countedFrom >= COUNT_MS) {
      this.#countedFrom = at;
      this.#countedBytes = 0;
    }
    this.#countedBytes += byteCount;
    if (this.#countedBytes >= FLOOD_BYTES) this.#flooding = true;
  }

  /** At least one, and more while they fit. */
  #takePiece(): readonly Waiting[] {
    let total = 0;
    let count = 0;
    for (const { bytes } of this.#waiting) {
      if (count > 0 && total + bytes.byteLength > this.#pieceBytes) break;
      total += bytes.byteLength;
      count += 1;
    }
    this.#waitingBytes -= total;
    return this.#waiting.splice(0, count);
  }

  /** Into the same memory each time: what it held was parsed, and fresh memory costs more than the copy. */
  #joined(pieces: readonly Waiting[]): Uint8Array {
    const first = pieces[0];
    if (pieces.length === 1 && first !== undefined) return first.bytes;
    const total = pieces.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    if (this.#room.byteLength < total) this.#room = new Uint8Array(Math.max(total, this.#pieceBytes));
    let filled = 0;
    for (const { bytes } of pieces) {
      this.#room.set(bytes, filled);
      filled += bytes.byteLength;
    }
    return this.#room.subarray(0, filled);
  }

  /** As many bytes as PIECE_MS allows at the pace just seen; at most double, for one measurement may be wrong. */
  #measure(byteCount: number, tookMs: number): void {
    if (byteCount < FLOOD_BYTES / 4) return; // an echo's pace is that of the timer before it
    const wanted = Math.round((byteCount / Math.max(tookMs, 1)) * PIECE_MS);
    this.#pieceBytes = Math.max(FLOOD_BYTES, Math.min(wanted, 2 * this.#pieceBytes, MAX_PIECE_BYTES));
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}
