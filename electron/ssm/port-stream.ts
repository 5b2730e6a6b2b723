// One connection inside a port session, as a Duplex: between tunnel/ (or whoever dialled) and smux-session or
// basic-port.
//
// The wire knows no half-close: after FIN (mux) or DisconnectToPort (basic) the agent closes the remote socket in both
// directions and the answer is lost. So `end()` holds the FIN until the remote side has ended or nothing has come for
// a quiet period; `destroy()` sends it at once. Who knows that the local program is gone for good calls destroy().
import { Duplex } from 'node:stream';
import type { Clock } from '../base/clock.ts';

/** What a stream needs from its session. */
export interface PortStreamLink {
  readonly clock: Clock;
  /** How long nothing may come after `end()` before the FIN goes out. */
  readonly quietMs: number;
  /** True when all that was taken from streams has been acknowledged by the agent. */
  readonly isSettled: () => boolean;
  /** The stream has bytes to send: call `takeBytes` when there is room. */
  readonly ready: (stream: PortStream) => void;
  /** Sends the FIN; called once. */
  readonly finish: (stream: PortStream) => void;
  /** The stream is over on this side; called once, after `finish`. */
  readonly gone: (stream: PortStream) => void;
  /** The reader may have taken bytes. */
  readonly drained: (stream: PortStream) => void;
}

/** In Node's buffers per direction before `write` asks to wait: a few round trips of one session's pace. */
const HIGH_WATER_BYTES = 64 * 1024;

export class PortStream extends Duplex {
  readonly id: number;
  readonly #link: PortStreamLink;
  #pending: Uint8Array[] = [];
  /** Of the first of them so much has been taken. */
  #pendingAt = 0;
  #pendingBytes = 0;
  #onTaken: (() => void) | null = null;
  #delivered = 0;
  #sent = 0;
  #lastHeardAt: number;
  #remoteFinished = false;
  #finishSent = false;
  #stopQuietTimer: (() => void) | null = null;

  constructor(id: number, link: PortStreamLink) {
    // Not half-open: once the agent has sent FIN it takes nothing more.
    super({ allowHalfOpen: false, highWaterMark: HIGH_WATER_BYTES });
    this.id = id;
    this.#link = link;
    this.#lastHeardAt = link.clock.now();
    // As every transport: it may fail before its taker listens.
    this.on('error', () => undefined);
  }

  /** Bytes waiting to be taken. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Bytes that came from the agent so far. */
  get receivedBytes(): number {
    return this.#delivered;
  }

  /** Bytes handed to the data channel so far. */
  get sentBytes(): number {
    return this.#sent;
  }

  /** Bytes that the local reader has taken so far. */
  get consumedBytes(): number {
    return this.#delivered - this.readableLength;
  }

  get remoteFinished(): boolean {
    return this.#remoteFinished;
  }

  /** Copies up to `room` waiting bytes to `target` at `at`; answers how many. */
  takeBytes(target: Buffer, at: number, room: number): number {
    let taken = 0;
    while (taken < room) {
      const first = this.#pending[0];
      if (first === undefined) break;
      const length = Math.min(room - taken, first.length - this.#pendingAt);
      target.set(first.subarray(this.#pendingAt, this.#pendingAt + length), at + taken);
      taken += length;
      this.#pendingAt += length;
      if (this.#pendingAt < first.length) break;
      this.#pending.shift();
      this.#pendingAt = 0;
    }
    this.#pendingBytes -= taken;
    this.#sent += taken;
    if (this.#pendingBytes === 0) this.#allTaken();
    return taken;
  }

  /** Data from the agent. Kept, however slow the reader: the session bounds it. */
  deliver(bytes: Uint8Array): void {
    if (this.#remoteFinished || this.destroyed) return;
    this.#delivered += bytes.length;
    this.#lastHeardAt = this.#link.clock.now();
    this.push(bytes);
  }

  /** FIN from the agent: it has closed the remote socket and drops what we send from here on. */
  finishedByRemote(): void {
    if (this.#remoteFinished || this.destroyed) return;
    this.#remoteFinished = true;
    this.#sendFinish();
    this.#dropPending();
    this.push(null);
  }

  override _read(): void {
    this.#link.drained(this);
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#accept([chunk], chunk.length, done);
  }

  override _writev(
    chunks: { chunk: Uint8Array; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    const parts = chunks.map(({ chunk }) => chunk);
    this.#accept(
      parts,
      parts.reduce((sum, part) => sum + part.length, 0),
      done,
    );
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#remoteFinished) this.#holdFinish(this.#link.quietMs);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stopQuietTimer?.();
    this.#stopQuietTimer = null;
    this.#dropPending();
    this.#sendFinish();
    this.#link.gone(this);
    done(error);
  }

  #accept(parts: Uint8Array[], bytes: number, done: () => void): void {
    // After the remote FIN nobody would read them; an error here would cost the reader what it has not read yet.
    if (this.#remoteFinished || bytes === 0) {
      done();
      return;
    }
    this.#pending = parts;
    this.#pendingAt = 0;
    this.#pendingBytes = bytes;
    this.#onTaken = done;
    this.#link.ready(this);
  }

  #allTaken(): void {
    const done = this.#onTaken;
    this.#onTaken = null;
    // Not now: what was taken is not sent yet, and the next write, which may come from within, would overtake it.
    if (done !== null) process.nextTick(done);
  }

  #dropPending(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#allTaken();
  }

  #sendFinish(): void {
    if (this.#finishSent) return;
    this.#finishSent = true;
    this.#link.finish(this);
  }

  #holdFinish(ms: number): void {
    const { clock, quietMs } = this.#link;
    this.#stopQuietTimer = clock.after(ms, () => {
      this.#stopQuietTimer = null;
      if (this.destroyed) return;
      const quietFor = clock.now() - this.#lastHeardAt;
      // Unacknowledged bytes may not have reached the remote side yet, and unread ones are still wanted.
      if (!this.#link.isSettled() || this.readableLength > 0) this.#holdFinish(quietMs);
      else if (quietFor < quietMs) this.#holdFinish(quietMs - quietFor);
      else this.finishedByRemote();
    });
  }
}
