// Proves to the other side that we can read the user's token, without showing it: whoever merely sits at the address
// learns nothing. Pure.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../base/secret.ts';

/** `nonce` is the other side's; the side is part of it, so that a proof cannot be sent back. */
export function proofFor(side: 'app' | 'command-line', token: Secret<string>, nonce: string): string {
  return createHmac('sha256', token.reveal()).update(`${side} ${nonce}`).digest('hex');
}

export function isProof(
  given: string,
  side: 'app' | 'command-line',
  token: Secret<string>,
  nonce: string,
): boolean {
  const wanted = Buffer.from(proofFor(side, token, nonce));
  const bytes = Buffer.from(given);
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
}
