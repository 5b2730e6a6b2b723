// A remote file as a stream: many requests under way, delivered in order. What is under way and not yet read together
// never exceeds one window, so that a slow reader stops the far side.
import { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { RemoteHandle } from './remote-handle.ts';
import { timeoutError } from './ssh-error.ts';
import { StallTimer } from './stall-timer.ts';

export interface SftpReaderOptions {
  readonly handle: RemoteHandle;
  /** First byte. */
  readonly from: number;
  /** One past the last byte wanted; null for the end of the file, wherever that is by then. */
  readonly to: number | null;
  /** What the file's size was when it was opened: only so much is asked for ahead. 0 when not known. */
  readonly size: number;
  readonly clock: Clock;
  readonly onBytes: (count: number) => void;
}

/** ssh2's channel window: more under way would only wait there. */
const WINDOW_BYTES = 2 * 1024 * 1024;
/** A disk that wakes up, a network file system that hiccups. */
const STALL_MS = 60_000;

/** One request: a stretch of the file, filled from its beginning. */
interface Stretch {
  readonly offset: number;
  readonly length: number;
  readonly parts: Buffer[];
  filled: number;
  state: 'waiting' | 'done' | 'at-end';
}

export class SftpReader extends Readable {
  readonly #options: SftpReaderOptions;
  readonly #stretches: Stretch[] = [];
  readonly #stall: StallTimer;
  #next: number;
  #heldBytes = 0;
  #isWanted = false;
  #endSeen = false;

  constructor(options: SftpReaderOptions) {
    super({ highWaterMark: 256 * 1024 });
    this.#options = options;
    this.#next = options.from;
    this.#stall = new StallTimer(options.clock, STALL_MS, () => {
      this.destroy(timeoutError('Reading'));
    });
  }

  override _read(): void {
    this.#isWanted = true;
    this.#deliver();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stall.rest();
    // Nobody waits for the answer: all bytes are here, or nobody wants them; a server that hangs would give none.
    void this.#options.handle.close().catch(() => undefined);
    done(error);
  }

  #deliver(): void {
    while (this.#isWanted) {
      const head = this.#stretches[0];
      if (head === undefined || head.state === 'waiting') break;
      this.#stretches.shift();
      this.#heldBytes -= head.length;
      if (head.filled > 0) {
        this.#options.onBytes(head.filled);
        const [only] = head.parts;
        this.#isWanted = this.push(
          only !== undefined && head.parts.length === 1 ? only : Buffer.concat(head.parts),
        );
      }
      if (head.state === 'at-end') {
        this.#finish();
        return;
      }
    }
    this.#ask();
  }

  #ask(): void {
    const { to, size, handle } = this.#options;
    while (!this.#endSeen && !this.destroyed) {
      if (to !== null && this.#next >= to) {
        if (this.#stretches.length === 0 && this.#isWanted) this.#finish();
        break;
      }
      // Behind the known size it is the server that knows whether there is more: one question at a time, the first of
      // them beside the last of the known ones, so that a small file takes one round trip.
      const isAhead = this.#next < size;
      const last = this.#stretches.at(-1);
      if (!isAhead && last !== undefined && last.offset >= size) break;
      if (this.#heldBytes >= WINDOW_BYTES) break;
      const end = Math.min(to ?? Number.POSITIVE_INFINITY, isAhead ? size : Number.POSITIVE_INFINITY);
      const length = Math.min(handle.requestBytes, end - this.#next);
      const stretch: Stretch = { offset: this.#next, length, parts: [], filled: 0, state: 'waiting' };
      this.#next += length;
      this.#heldBytes += length;
      this.#stretches.push(stretch);
      this.#request(stretch);
    }
    if (this.#stretches.some(({ state }) => state === 'waiting')) return;
    this.#stall.rest();
  }

  #request(stretch: Stretch): void {
    this.#stall.moved();
    this.#options.handle.read(stretch.offset + stretch.filled, stretch.length - stretch.filled).then(
      (bytes) => {
        if (this.destroyed) return;
        this.#stall.moved();
        if (bytes === null) {
          stretch.state = 'at-end';
          // What was asked for behind it comes back empty, and is dropped with it.
          this.#endSeen = true;
        } else {
          stretch.parts.push(bytes);
          stretch.filled += bytes.length;
          if (stretch.filled < stretch.length) {
            this.#request(stretch);
            return;
          }
          stretch.state = 'done';
        }
        this.#deliver();
      },
      (error: unknown) => {
        this.destroy(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  #finish(): void {
    this.#endSeen = true;
    this.#stretches.length = 0;
    this.#stall.rest();
    this.push(null);
  }
}
