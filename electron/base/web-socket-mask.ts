// Masks what a client sends over a WebSocket (RFC 6455 5.3), four bytes at a time and in place: byte by byte, as `ws`
// does it where the runtime cannot, it is half of the work of an upload. Below frame-writer.
import { randomBytes } from 'node:crypto';

export const MASK_KEY_BYTES = 4;
/** Keys must not be foreseen, so they are random; so many are drawn at once, as a call costs more than its bytes. */
const KEYS_AT_ONCE = 1024;

let keys = Buffer.alloc(0);
let nextKey = 0;

// The same four bytes as bytes and as a number: so their order in memory is right on every processor.
const turned = new Uint8Array(MASK_KEY_BYTES);
const turnedWord = new Int32Array(turned.buffer);

/** Memory seen twice; its length is a multiple of four. */
export interface MaskableBytes {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

/** Draws a key, writes it to `keyAt`, and masks the bytes from `from` to `to` with it. */
export function maskInPlace({ bytes, words }: MaskableBytes, keyAt: number, from: number, to: number): void {
  if (nextKey === keys.length) {
    keys = randomBytes(KEYS_AT_ONCE * MASK_KEY_BYTES);
    nextKey = 0;
  }
  const key = nextKey;
  nextKey += MASK_KEY_BYTES;
  for (let n = 0; n < MASK_KEY_BYTES; n += 1) bytes[keyAt + n] = keys[key + n] ?? 0;
  let at = from;
  for (; at < to && at % 4 !== 0; at += 1)
    bytes[at] = (bytes[at] ?? 0) ^ (keys[key + ((at - from) & 3)] ?? 0);
  for (let n = 0; n < MASK_KEY_BYTES; n += 1) turned[n] = keys[key + ((at - from + n) & 3)] ?? 0;
  const word = turnedWord[0] ?? 0;
  const wordsEnd = to >> 2;
  for (let n = at >> 2; n < wordsEnd; n += 1) words[n] = (words[n] ?? 0) ^ word;
  for (at = Math.max(at, wordsEnd << 2); at < to; at += 1)
    bytes[at] = (bytes[at] ?? 0) ^ (keys[key + ((at - from) & 3)] ?? 0);
}
