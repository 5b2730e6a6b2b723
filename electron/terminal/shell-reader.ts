// Reads one shell's stream and hands the bytes on in batches, only while there is credit and somebody to read them.
// Stopped, it leaves the bytes in the stream: backpressure reaches the far side and nothing grows or is dropped.
//
//   stream --read()--> pending (at most about one batch) --send--> port
//     the first bytes after a pause go at once; in a burst one message at most every BATCH_MS, or when a batch is full
import type { Readable } from 'node:stream';
import { MAX_TERMINAL_MESSAGE_BYTES } from '../../shared/terminal-wire.ts';
import type { ByteCredit } from '../base/credit.ts';
import type { Clock } from '../base/clock.ts';

/** The agent sends 1,024-byte pieces a millisecond apart: this halves the messages and stays below what one sees. */
const BATCH_MS = 2;
/** A batch this large goes at once: it keeps xterm's parser busy for about a millisecond. */
const FULL_BATCH_BYTES = 64 * 1024;

export interface ShellReaderOptions {
  readonly stream: Readable;
  readonly credit: ByteCredit;
  readonly clock: Clock;
  /** Takes an exact-size copy. Called only between `start` and `stop`. */
  readonly send: (bytes: Uint8Array) => void;
  /** Once, after the last byte was handed to `send`. */
  readonly onDrained: () => void;
}

export class ShellReader {
  readonly #options: ShellReaderOptions;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #running = false;
  #streamOver = false;
  #drained = false;
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | null = null;

  constructor(options: ShellReaderOptions) {
    this.#options = options;
    const { stream } = options;
    stream.on('readable', () => {
      this.#pull();
    });
    const over = (): void => {
      this.#streamOver = true;
      this.#pull();
    };
    stream.once('end', over);
    // A stream that is destroyed has no 'end'. Why it ended is told by Shell.ending, not here.
    stream.once('close', over);
    stream.on('error', () => undefined);
  }

  start(): void {
    this.#running = true;
    this.#pull();
  }

  /** Nobody listens any more; `start` goes on with the next byte. */
  stop(): void {
    this.#running = false;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  /** To be called when the credit has opened again. */
  resume(): void {
    this.#pull();
  }

  #pull(): void {
    if (!this.#running || this.#drained) return;
    while (this.#options.credit.open) {
      this.#fill();
      if (this.#pendingBytes === 0) break;
      if (!this.#mayFlushNow()) {
        this.#flushLater();
        break;
      }
      this.#flush();
    }
    // A destroyed stream still holds what was not read yet, while the credit is closed.
    if (this.#streamOver && this.#pendingBytes === 0 && this.#options.stream.readableLength === 0) {
      this.#drained = true;
      this.#options.onDrained();
    }
  }

  #fill(): void {
    while (this.#pendingBytes < FULL_BATCH_BYTES) {
      const chunk = this.#options.stream.read() as Buffer | null;
      if (chunk === null) return;
      this.#pending.push(chunk);
      this.#pendingBytes += chunk.byteLength;
    }
  }

  #mayFlushNow(): boolean {
    if (this.#streamOver || this.#pendingBytes >= FULL_BATCH_BYTES) return true;
    return this.#options.clock.now() - this.#lastSentAt >= BATCH_MS;
  }

  #flushLater(): void {
    this.#cancelTimer ??= this.#options.clock.after(BATCH_MS, () => {
      this.#cancelTimer = null;
      if (!this.#running || !this.#options.credit.open) return;
      if (this.#pendingBytes > 0) this.#flush();
      this.#pull();
    });
  }

  /** Everything pending, in messages of legal size. A Buffer may be a view of a shared pool: copies are exact. */
  #flush(): void {
    const all = new Uint8Array(this.#pendingBytes);
    let filled = 0;
    for (const chunk of this.#pending) {
      all.set(chunk, filled);
      filled += chunk.byteLength;
    }
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#lastSentAt = this.#options.clock.now();
    for (let at = 0; at < all.byteLength; at += MAX_TERMINAL_MESSAGE_BYTES) {
      const last = at + MAX_TERMINAL_MESSAGE_BYTES;
      const bytes = at === 0 && last >= all.byteLength ? all : all.slice(at, last);
      this.#options.credit.spend(bytes.byteLength);
      this.#options.send(bytes);
    }
  }
}
