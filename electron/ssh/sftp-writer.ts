// A remote file as a stream to write to: many requests under way, at most one window of them.
import { Writable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { FileMarks, RemoteHandle } from './remote-handle.ts';
import { timeoutError } from './ssh-error.ts';
import { StallTimer } from './stall-timer.ts';

/** `create`: must not be there. `replace`: emptied first. `keep`: what is there stays, except what is written over. */
export type WriteMode = 'create' | 'replace' | 'keep';

export interface WriteOptions {
  readonly mode: WriteMode;
  /** Where the first byte goes. */
  readonly from: number;
  /** Of a new file; null leaves them to the far side. */
  readonly permissions: number | null;
  /** What it gets at its end. */
  readonly marks?: FileMarks;
}

export interface SftpWriterOptions {
  readonly handle: RemoteHandle;
  /** Where the first byte goes. */
  readonly from: number;
  readonly marks: FileMarks | null;
  readonly clock: Clock;
  /** Acknowledged by the far side. */
  readonly onBytes: (count: number) => void;
  /** Looks for the reason of a write that failed: SFTP has no word for a full disk. */
  readonly explain: (error: unknown) => Promise<Error>;
}

/** ssh2's channel window: more under way would only wait there. */
const WINDOW_BYTES = 2 * 1024 * 1024;
const STALL_MS = 60_000;

export class SftpWriter extends Writable {
  readonly #options: SftpWriterOptions;
  readonly #stall: StallTimer;
  #offset: number;
  #underWay = 0;
  /** Goes on when there is room, or when all is written. */
  #waiting: { readonly until: number; readonly done: (error?: Error | null) => void } | null = null;
  #isClosed = false;

  constructor(options: SftpWriterOptions) {
    super({ highWaterMark: 256 * 1024 });
    this.#options = options;
    this.#offset = options.from;
    this.#stall = new StallTimer(options.clock, STALL_MS, () => {
      this.destroy(timeoutError('Writing'));
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#pour(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    const { handle, marks } = this.#options;
    this.#isClosed = true;
    this.#stall.moved();
    // At once, behind the writes: a small file costs one round trip less for each of them.
    const last = Promise.all([marks === null ? undefined : handle.mark(marks), handle.close()]);
    // A write that failed says more, and destroys the stream.
    last.catch(() => undefined);
    this.#waitFor(1, (error) => {
      if (error !== undefined && error !== null) {
        done(error);
        return;
      }
      last.then(
        () => {
          this.#stall.rest();
          done();
        },
        (closeError: unknown) => {
          done(closeError instanceof Error ? closeError : new Error(String(closeError)));
        },
      );
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stall.rest();
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.done(error);
    // Why it was thrown away is known, and the answer of a server that hangs is not waited for.
    if (!this.#isClosed) void this.#options.handle.close().catch(() => undefined);
    done(error);
  }

  #pour(chunk: Buffer, done: (error?: Error | null) => void): void {
    const { requestBytes } = this.#options.handle;
    let rest = chunk;
    while (rest.length > 0 && this.#underWay < WINDOW_BYTES) {
      this.#send(rest.subarray(0, requestBytes));
      rest = rest.subarray(requestBytes);
    }
    this.#waitFor(WINDOW_BYTES, (error) => {
      if (rest.length === 0 || (error !== undefined && error !== null)) done(error);
      else this.#pour(rest, done);
    });
  }

  #send(bytes: Buffer): void {
    const { handle, onBytes, explain } = this.#options;
    const offset = this.#offset;
    this.#offset += bytes.length;
    this.#underWay += bytes.length;
    this.#stall.moved();
    handle.write(offset, bytes).then(
      () => {
        this.#underWay -= bytes.length;
        if (this.destroyed) return;
        onBytes(bytes.length);
        if (this.#underWay === 0 && !this.#isClosed) this.#stall.rest();
        else this.#stall.moved();
        this.#goOn();
      },
      (error: unknown) => {
        if (this.destroyed) return;
        void explain(error).then((explained) => {
          this.destroy(explained);
        });
      },
    );
  }

  /** Calls back when fewer than `until` bytes are under way. */
  #waitFor(until: number, done: (error?: Error | null) => void): void {
    this.#waiting = { until, done };
    this.#goOn();
  }

  #goOn(): void {
    const waiting = this.#waiting;
    if (waiting === null || this.#underWay >= waiting.until) return;
    this.#waiting = null;
    waiting.done();
  }
}
