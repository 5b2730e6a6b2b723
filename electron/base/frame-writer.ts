// Puts binary messages into WebSocket frames (RFC 6455 5.2), and hands all frames of one turn of the event loop to the
// socket in one piece: a message of 1.5 KiB costs more in calls and objects than in bytes.
// Under base/web-socket and the sandbox's sockets. Opening, reading, text, pings and closing stay with `ws`, which
// writes to the same socket, between two pieces.
import type { Writable } from 'node:stream';
import { MASK_KEY_BYTES, type MaskableBytes, maskInPlace } from './web-socket-mask.ts';

export interface FrameWriterOptions {
  /** What the WebSocket writes to. Offers no compression: frames carry messages as they are. */
  readonly stream: Writable;
  /** A client's frames are masked with a random key each, a server's not at all. `zeros`: see the agent of the sandbox. */
  readonly masking: 'random' | 'zeros' | 'none';
  /** False once a close frame has gone: nothing may follow it. */
  readonly isOpen: () => boolean;
  /** So many bytes of messages were given to the kernel. */
  readonly onWritten: (bytes: number) => void;
}

/** A little more than a turn brings when one read of a socket is passed on. */
const PIECE_BYTES = 64 * 1024;
/** Pieces that are kept for the next turn, of all sockets together. */
const MAX_SPARE = 8;
const MAX_HEAD_BYTES = 10 + MASK_KEY_BYTES;
const BINARY_AND_LAST = 0x82;
const MASKED = 0x80;

interface Piece extends MaskableBytes {
  readonly bytes: Buffer;
  used: number;
  messageBytes: number;
}

const spare: Piece[] = [];

export class FrameWriter {
  readonly #options: FrameWriterOptions;
  #piece: Piece | null = null;
  #isTurnEndDue = false;
  #underWay = 0;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
  }

  /** Bytes that the stream has not been given yet. */
  get bufferedBytes(): number {
    return this.#piece?.used ?? 0;
  }

  /** Copies the message; it leaves just after the current callback has ended. */
  add(message: Uint8Array): void {
    const { length } = message;
    if (this.#piece !== null && this.#piece.bytes.length - this.#piece.used < MAX_HEAD_BYTES + length)
      this.flush();
    const piece = (this.#piece ??= takePiece(MAX_HEAD_BYTES + length));
    const { masking } = this.#options;
    const keyAt = writeHead(piece.bytes, piece.used, length, masking !== 'none');
    const from = masking === 'none' ? keyAt : keyAt + MASK_KEY_BYTES;
    piece.bytes.set(message, from);
    piece.used = from + length;
    piece.messageBytes += length;
    if (masking === 'random') maskInPlace(piece, keyAt, from, piece.used);
    if (masking === 'zeros') piece.bytes.fill(0, keyAt, from);
    this.#flushAfterTurn();
  }

  /** Gives the stream what there is, now. */
  flush(): void {
    const piece = this.#piece;
    this.#piece = null;
    if (piece === null) return;
    const { stream, isOpen, onWritten } = this.#options;
    // What is written to a socket that has ended is lost, and whoever owns it hears of the end.
    if (!isOpen() || !stream.writable) return;
    this.#underWay += 1;
    stream.write(piece.bytes.subarray(0, piece.used), (error) => {
      this.#underWay -= 1;
      if (error != null) return;
      const { messageBytes } = piece;
      givePiece(piece);
      onWritten(messageBytes);
      // What came while the socket was full filled one piece and not many small ones.
      if (this.#underWay === 0) this.flush();
    });
  }

  #flushAfterTurn(): void {
    if (this.#isTurnEndDue || this.#underWay > 0) return;
    this.#isTurnEndDue = true;
    process.nextTick(() => {
      this.#isTurnEndDue = false;
      if (this.#underWay === 0) this.flush();
    });
  }
}

/** Answers where the head ends, but for the key. */
function writeHead(bytes: Buffer, at: number, length: number, isMasked: boolean): number {
  const mark = isMasked ? MASKED : 0;
  bytes[at] = BINARY_AND_LAST;
  if (length < 126) {
    bytes[at + 1] = mark | length;
    return at + 2;
  }
  if (length < 0x1_0000) {
    bytes[at + 1] = mark | 126;
    bytes.writeUInt16BE(length, at + 2);
    return at + 4;
  }
  bytes[at + 1] = mark | 127;
  bytes.writeUInt32BE(0, at + 2);
  bytes.writeUInt32BE(length, at + 6);
  return at + 10;
}

function takePiece(least: number): Piece {
  const kept = least <= PIECE_BYTES ? spare.pop() : undefined;
  if (kept !== undefined) return kept;
  // Not of Node's pool, so that it begins where a word does.
  const bytes = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, (least + 3) & ~3));
  return { bytes, words: new Int32Array(bytes.buffer, 0, bytes.length / 4), used: 0, messageBytes: 0 };
}

function givePiece(piece: Piece): void {
  if (piece.bytes.length > PIECE_BYTES || spare.length >= MAX_SPARE) return;
  piece.used = 0;
  piece.messageBytes = 0;
  spare.push(piece);
}
