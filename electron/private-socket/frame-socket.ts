// One end of the private socket: control messages, and beside them one byte stream with half-close and backpressure.
// Both sides use this; what the messages mean is theirs.
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { AppError, type AppErrorData } from '../../shared/app-error.ts';
import { dataHead, encodeControl, endFrame, FrameReader, MAX_DATA_BYTES } from './frames.ts';

export interface FrameSocketOptions {
  /** Not half-open: its end is the other side's, whatever ours still has to say. */
  readonly socket: Socket;
  /** Whoever throws an AppError here ends the connection with it. */
  readonly onControl: (json: unknown) => void;
}

/**
 * Reads and writes the stream's bytes; `end()` is the end of our half. A failure is told after the last byte was read:
 * 'end', then 'error' with the other side's words, or `app/lost` when it just went away. Control messages wait behind
 * bytes that nobody reads yet.
 */
export class FrameSocket extends Duplex {
  readonly #socket: Socket;
  /** `told`: that we have failed. Only a side that talks can be lost. */
  #far: 'talking' | 'ended' | 'told' | 'lost' = 'talking';
  #why: AppError | null = null;

  constructor({ socket, onControl }: FrameSocketOptions) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    const reader = new FrameReader({
      onControl,
      onData: (bytes) => {
        if (this.#far !== 'talking') throw misunderstood('Bytes came after the end.');
        if (!this.push(bytes)) socket.pause();
      },
      onEnd: () => {
        if (this.#far !== 'talking') return;
        this.#far = 'ended';
        this.push(null);
      },
    });
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.destroy(error instanceof AppError ? error : misunderstood(String(error)));
      }
    });
    socket.on('error', (error) => {
      this.lose(gone(error));
    });
    socket.on('close', () => {
      this.lose(gone(null));
      if (this.#far === 'lost') return;
      if (this.readableEnded || this.#far === 'told') this.destroy();
      else this.once('end', () => this.destroy());
    });
  }

  /** Throws when it is too long. What is sent to a socket that is gone is dropped. */
  send(message: object): void {
    if (this.#socket.writable) this.#socket.write(encodeControl(message));
  }

  /** Tells the other side why, after all that was written, and closes. */
  fail(error: AppErrorData): void {
    if (this.destroyed) return;
    this.#far = 'told';
    this.#why = AppError.fromData(error);
    if (this.#socket.writable) this.#socket.end(encodeControl({ kind: 'failed', error }));
    // What still comes has nobody to go to; reading it lets the socket close.
    this.resume();
    this.#socket.resume();
  }

  /** The other side failed, or is gone: told when the last byte was read. */
  lose(error: AppError): void {
    if (this.#far !== 'talking' || this.destroyed) return;
    this.#far = 'lost';
    this.#why = error;
    this.once('end', () => this.destroy(error));
    this.push(null);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#why !== null) {
      done(this.#why);
      return;
    }
    for (let at = 0; at < chunk.length || at === 0; at += MAX_DATA_BYTES) {
      const part = chunk.subarray(at, at + MAX_DATA_BYTES);
      const isLast = at + part.length >= chunk.length;
      this.#socket.write(dataHead(part));
      this.#socket.write(part, isLast ? this.#whenWritten(done) : undefined);
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#why !== null) done(this.#why);
    else this.#socket.write(endFrame(), this.#whenWritten(done));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** A far side that has ended may close without having read all: then there is nobody to write to, and no failure. */
  #whenWritten(done: (error?: Error | null) => void): (error?: Error | null) => void {
    return (error) => {
      if (error === null || error === undefined || this.#far === 'ended') done();
      else done(this.#why ?? gone(error));
    };
  }
}

function gone(cause: Error | null): AppError {
  return new AppError('app/lost', 'The other end of the private socket has gone.', {
    detail: cause?.message ?? null,
    retryable: true,
    cause,
  });
}

function misunderstood(detail: string): AppError {
  return new AppError('app/refused', 'The app and the command line do not understand each other.', {
    detail,
  });
}
