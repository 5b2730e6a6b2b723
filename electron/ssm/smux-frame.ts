// The frames of smux version 1, which carries many connections in one port session (fact sheet 7.2).
// Between the Output payloads of the data channel and the streams of smux-session; payload borders mean nothing here.
//
//   0  version u8 = 1    1  command u8    2  length u16    4  stream id u32    8  data       (little-endian)
import { AppError } from '../../shared/app-error.ts';

export const SMUX_COMMAND = { open: 0, finish: 1, data: 2, keepAlive: 3 } as const;
export type SmuxCommand = (typeof SMUX_COMMAND)[keyof typeof SMUX_COMMAND];

export const SMUX_HEAD_BYTES = 8;
/** The length field has 16 bits; AWS's programs cut at 32,768. */
export const SMUX_MAX_DATA_BYTES = 0xffff;
/** Client streams: odd, the first one 3 (xtaci/smux counts 1, += 2 before use). */
export const SMUX_FIRST_CLIENT_STREAM = 3;
export const SMUX_LAST_STREAM = 0xffff_ffff;

const VERSION = 1;

/** Called in the order of the wire. Data of one frame may come in several pieces, as it arrived. */
export interface SmuxFrameHandler {
  /** `open`, `finish` or `keepAlive`. */
  readonly onCommand: (command: Exclude<SmuxCommand, 2>, streamId: number) => void;
  /** A view into the bytes handed to `push`; at least one byte. */
  readonly onData: (streamId: number, bytes: Uint8Array) => void;
}

export function encodeSmuxFrame(command: SmuxCommand, streamId: number, data?: Uint8Array): Buffer {
  const length = data?.byteLength ?? 0;
  const frame = Buffer.allocUnsafe(SMUX_HEAD_BYTES + length);
  writeSmuxHead(frame, 0, command, streamId, length);
  if (data !== undefined) frame.set(data, SMUX_HEAD_BYTES);
  return frame;
}

/** Writes the 8 bytes of a head at `at`; `length` counts the data bytes that will follow it. */
export function writeSmuxHead(
  target: Buffer,
  at: number,
  command: SmuxCommand,
  streamId: number,
  length: number,
): void {
  target[at] = VERSION;
  target[at + 1] = command;
  target.writeUInt16LE(length, at + 2);
  target.writeUInt32LE(streamId, at + 4);
}

/** Incremental: holds back at most one incomplete head, never data. After a violation it must not be used again. */
export class SmuxFrameParser {
  readonly #handler: SmuxFrameHandler;
  readonly #head = Buffer.alloc(SMUX_HEAD_BYTES);
  #headBytes = 0;
  #dataStream = 0;
  #dataLeft = 0;

  constructor(handler: SmuxFrameHandler) {
    this.#handler = handler;
  }

  /** Throws AppError `ssm/protocol-violation`; frames before the violation were delivered. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#dataLeft > 0) {
        const piece = bytes.subarray(at, at + this.#dataLeft);
        at += piece.length;
        this.#dataLeft -= piece.length;
        this.#handler.onData(this.#dataStream, piece);
        continue;
      }
      const missing = bytes.subarray(at, at + SMUX_HEAD_BYTES - this.#headBytes);
      this.#head.set(missing, this.#headBytes);
      at += missing.length;
      this.#headBytes += missing.length;
      if (this.#headBytes < SMUX_HEAD_BYTES) return;
      this.#headBytes = 0;
      this.#readHead();
    }
  }

  #readHead(): void {
    const version = this.#head[0];
    const command = this.#head[1];
    const length = this.#head.readUInt16LE(2);
    const streamId = this.#head.readUInt32LE(4);
    if (version !== VERSION) throw violation(`version ${version}`);
    switch (command) {
      case SMUX_COMMAND.data:
        this.#dataStream = streamId;
        this.#dataLeft = length;
        return;
      case SMUX_COMMAND.open:
      case SMUX_COMMAND.finish:
      case SMUX_COMMAND.keepAlive:
        // xtaci/smux ignores the length here, and so would take following data for a head: a lost border.
        if (length !== 0) throw violation(`command ${command} with ${length} bytes`);
        this.#handler.onCommand(command, streamId);
        return;
      default:
        throw violation(`command ${command}`);
    }
  }
}

function violation(what: string): AppError {
  return new AppError('ssm/protocol-violation', 'The agent sent a multiplexing frame that cannot be read.', {
    detail: `smux frame with ${what}`,
  });
}
