// Random message ids as the wire has them: UUID v4, its halves swapped. Below client-message.
import { randomBytes } from 'node:crypto';

const ID_BYTES = 16;
/** Drawn together: a call costs more than its bytes. */
const IDS_AT_ONCE = 256;

let drawn = Buffer.alloc(0);
let next = 0;

/** 16 bytes, each id once. */
export function writeRandomId(frame: Uint8Array, at: number): void {
  if (next === drawn.length) {
    drawn = randomBytes(IDS_AT_ONCE * ID_BYTES);
    next = 0;
  }
  for (let n = 0; n < ID_BYTES; n += 1) frame[at + n] = drawn[next + n] ?? 0;
  next += ID_BYTES;
  // Version 4 and the variant, bytes 6 and 8 of the UUID.
  frame[at + 14] = ((frame[at + 14] ?? 0) & 0x0f) | 0x40;
  frame[at] = ((frame[at] ?? 0) & 0x3f) | 0x80;
}
