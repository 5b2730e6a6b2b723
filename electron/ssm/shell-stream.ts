// The Duplex face of a shell session: bytes of the agent come out, bytes of the user go in as Output payloads.
// Between shell-session and whoever shows the shell. Bounded both ways, and nothing is dropped.
import { Duplex } from 'node:stream';

export interface ShellStreamActions {
  /** Whether another payload may be sent now; `goOn` is to be called when that changes to yes. */
  hasRoom(): boolean;
  /** One Output payload of at most MAX_PAYLOAD_BYTES. */
  send(payload: Uint8Array): void;
  /** Enough is queued here: stop reading from the network, and go on. */
  hold(): void;
  release(): void;
  /** The reader threw the stream away. */
  onDestroyed(): void;
}

/** What the official client and agent read and send at a time. */
const MAX_PAYLOAD_BYTES = 1024;
/**
 * Ack when buffered, up to here; then the network is no longer read. Half a second of the agent's fastest shell: with more,
 * a Ctrl+C would have to wait behind it where the window is slower than that.
 */
const HOLD_BYTES = 512 * 1024;
const RELEASE_BYTES = 256 * 1024;
/** What may still arrive after the hold from buffers on the way; past this nothing more is taken or acknowledged. */
const FULL_BYTES = 16 * 1024 * 1024;

export class ShellStream extends Duplex {
  readonly #actions: ShellStreamActions;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #readerWants = false;
  #holding = false;
  #over = false;
  #input: Buffer | null = null;
  #inputDone: (() => void) | null = null;

  constructor(actions: ShellStreamActions) {
    super({ allowHalfOpen: true, writableHighWaterMark: 64 * 1024, readableHighWaterMark: 64 * 1024 });
    this.#actions = actions;
  }

  get hasRoomDownstream(): boolean {
    return this.#queuedBytes < FULL_BYTES;
  }

  /** Hands bytes to the reader, or keeps them until it wants some. */
  deliver(bytes: Uint8Array): void {
    if (bytes.byteLength === 0 || this.#over) return;
    if (this.#readerWants && this.#queue.length === 0) {
      this.#readerWants = this.push(bytes);
      return;
    }
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.byteLength;
    if (this.#queuedBytes >= HOLD_BYTES && !this.#holding) {
      this.#holding = true;
      this.#actions.hold();
    }
  }

  /** There is room to send again. */
  goOn(): void {
    this.#pump();
  }

  /** No more bytes will come, and none can be sent: what is queued is pushed, then the end. */
  finish(): void {
    if (this.#over) return;
    this.#over = true;
    for (const bytes of this.#queue.splice(0)) this.push(bytes);
    this.#queuedBytes = 0;
    this.push(null);
    this.#settleInput();
  }

  override _read(): void {
    this.#readerWants = true;
    while (this.#readerWants) {
      const bytes = this.#queue.shift();
      if (bytes === undefined) break;
      this.#queuedBytes -= bytes.byteLength;
      this.#readerWants = this.push(bytes);
    }
    if (this.#holding && this.#queuedBytes <= RELEASE_BYTES) {
      this.#holding = false;
      this.#actions.release();
    }
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#input = chunk;
    this.#inputDone = done;
    this.#pump();
  }

  // Keystrokes that gathered behind a full window leave together.
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'utf8', done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#over = true;
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.#settleInput();
    this.#actions.onDestroyed();
    done(error);
  }

  #pump(): void {
    while (this.#input !== null && this.#input.length > 0 && !this.#over) {
      if (!this.#actions.hasRoom()) return;
      const payload = this.#input.subarray(0, MAX_PAYLOAD_BYTES);
      this.#input = this.#input.subarray(payload.length);
      this.#actions.send(payload);
    }
    this.#settleInput();
  }

  // Input for a shell that is over has nowhere to go; its ending has been told elsewhere.
  #settleInput(): void {
    const done = this.#inputDone;
    this.#input = null;
    this.#inputDone = null;
    done?.();
  }
}
