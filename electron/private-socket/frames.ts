// The frames of the private socket between the command line and the running app. Pure.
//
//   kind (1 byte) | length (4 bytes, big endian) | payload
//   1 control: JSON, bounded     2 data: bytes of the stream     3 end: this side has no more data
//
// One socket carries one stream, so the socket's own flow control is the stream's.
import { AppError } from '../../shared/app-error.ts';

/** A control frame holds an error with its detail at most. */
const MAX_CONTROL_BYTES = 64 * 1024;
/** A larger write is cut into several. */
export const MAX_DATA_BYTES = 256 * 1024;

const HEAD_BYTES = 5;
const CONTROL = 1;
const DATA = 2;
const END = 3;

/** Data comes in pieces as they arrive, control frames whole. */
export interface FrameSink {
  onControl(json: unknown): void;
  onData(bytes: Uint8Array): void;
  onEnd(): void;
}

/** Throws `app/refused` when it is too long. */
export function encodeControl(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message), 'utf8');
  if (payload.length > MAX_CONTROL_BYTES) throw broken('A message is too long.');
  return Buffer.concat([head(CONTROL, payload.length), payload]);
}

/** `bytes`: at most MAX_DATA_BYTES. The head comes apart, so that the bytes are not copied. */
export function dataHead(bytes: Uint8Array): Buffer {
  return head(DATA, bytes.length);
}

export function endFrame(): Buffer {
  return head(END, 0);
}

export class FrameReader {
  readonly #sink: FrameSink;
  #head: Buffer = Buffer.alloc(0);
  #kind: number | null = null;
  #left = 0;
  #control: Buffer[] = [];

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Throws `app/refused` for what is no frame; nothing can be read afterwards. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#kind === null) {
        const missing = HEAD_BYTES - this.#head.length;
        this.#head = Buffer.concat([this.#head, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (this.#head.length < HEAD_BYTES) return;
        this.#begin(this.#head.readUInt8(0), this.#head.readUInt32BE(1));
        this.#head = Buffer.alloc(0);
      }
      const part = rest.subarray(0, this.#left);
      rest = rest.subarray(part.length);
      this.#left -= part.length;
      if (this.#kind === CONTROL) this.#control.push(Buffer.from(part));
      else if (this.#kind === DATA && part.length > 0) this.#sink.onData(part);
      if (this.#left === 0) this.#finish();
    }
  }

  #begin(kind: number, length: number): void {
    const most = kind === CONTROL ? MAX_CONTROL_BYTES : kind === DATA ? MAX_DATA_BYTES : 0;
    if (kind < CONTROL || kind > END || length > most) throw broken('What came is not a frame.');
    this.#kind = kind;
    this.#left = length;
    if (length === 0) this.#finish();
  }

  #finish(): void {
    const kind = this.#kind;
    this.#kind = null;
    if (kind === END) this.#sink.onEnd();
    if (kind !== CONTROL) return;
    const text = Buffer.concat(this.#control).toString('utf8');
    this.#control = [];
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw broken('A message is not JSON.', error);
    }
    this.#sink.onControl(json);
  }
}

function head(kind: number, length: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function broken(detail: string, cause?: unknown): AppError {
  return new AppError('app/refused', 'The app and the command line do not understand each other.', {
    detail,
    cause,
  });
}
