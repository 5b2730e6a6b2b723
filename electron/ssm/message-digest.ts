// SHA-256 of a payload, written into the head of a message or compared with it. Below client-message.
import * as crypto from 'node:crypto';

const DIGEST_BYTES = 32;

/**
 * As text of one character a byte, which goes into a head and comes out of it without another object. The one-shot form,
 * where the runtime has it (Node 20.12), costs a fraction of the other for messages as small as ours.
 */
const digestOf: (payload: Uint8Array) => string =
  'hash' in crypto
    ? (payload) => crypto.hash('sha256', payload, 'binary')
    : (payload) => crypto.createHash('sha256').update(payload).digest('binary');

export function writeDigest(frame: Buffer, at: number, payload: Uint8Array): void {
  frame.write(digestOf(payload), at, 'latin1');
}

export function digestMatches(frame: Buffer, at: number, payload: Uint8Array): boolean {
  return frame.toString('latin1', at, at + DIGEST_BYTES) === digestOf(payload);
}
