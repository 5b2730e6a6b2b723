// The first words of RDP, before any TLS: which security do we take, which does the server choose. Pure.
//
//   TPKT  03 00 len len | X.224  LI  E0/D0  dst dst  src src  class | RDP_NEG  type flags 08 00  value(4, LE)
//
// [MS-RDPBCGR] 2.2.1.1 (request) and 2.2.1.2 (confirm); TPKT is RFC 1006, lengths big-endian.
import type { RdpSecurity } from '../../shared/rdp.ts';

const TPKT_VERSION = 3;
const TPKT_BYTES = 4;
const CONNECTION_REQUEST = 0xe0;
const CONNECTION_CONFIRM = 0xd0;
/** Length indicator of a confirm without negotiation: all but itself. */
const BARE_LENGTH = 6;
const NEG_REQUEST = 1;
const NEG_RESPONSE = 2;
const NEG_FAILURE = 3;
const PROTOCOL = { tls: 1, nla: 2, nlaEarlyAnswer: 8 } as const;
/** Nothing in an answer is longer; a larger announced length is not RDP. */
const MAX_CONFIRM_BYTES = 512;

/** Offers TLS and NLA, so that the server says which of them it wants. */
export function encodeConnectionRequest(): Buffer {
  const negotiation = Buffer.alloc(8);
  negotiation.writeUInt8(NEG_REQUEST, 0);
  negotiation.writeUInt16LE(8, 2);
  negotiation.writeUInt32LE(PROTOCOL.tls | PROTOCOL.nla | PROTOCOL.nlaEarlyAnswer, 4);
  const x224 = Buffer.from([BARE_LENGTH + negotiation.length, CONNECTION_REQUEST, 0, 0, 0, 0, 0]);
  const length = TPKT_BYTES + x224.length + negotiation.length;
  return Buffer.concat([Buffer.from([TPKT_VERSION, 0, length >> 8, length & 0xff]), x224, negotiation]);
}

export type ConnectionConfirm =
  /** More bytes are needed. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'confirmed'; readonly security: RdpSecurity; readonly bytes: number }
  /** It is RDP, and it refuses in words of its own. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not-rdp' };

const REFUSALS: Readonly<Record<number, string>> = {
  1: 'it insists on TLS',
  2: 'it does not allow TLS',
  3: 'it has no certificate for TLS',
  4: 'it finds the request inconsistent',
  5: 'it insists on Network Level Authentication',
  6: 'it insists on a client certificate',
};

/** `received`: all bytes since the request was sent. */
export function parseConnectionConfirm(received: Uint8Array): ConnectionConfirm {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  if (bytes.length > 0 && bytes[0] !== TPKT_VERSION) return { kind: 'not-rdp' };
  if (bytes.length < TPKT_BYTES) return { kind: 'incomplete' };
  const length = bytes.readUInt16BE(2);
  if (length < TPKT_BYTES + 1 + BARE_LENGTH || length > MAX_CONFIRM_BYTES) return { kind: 'not-rdp' };
  if (bytes.length < length) return { kind: 'incomplete' };
  const indicator = bytes.readUInt8(4);
  if ((bytes.readUInt8(5) & 0xf0) !== CONNECTION_CONFIRM) return { kind: 'not-rdp' };
  // Servers of the time before negotiation answer without it: RDP's own encryption.
  if (indicator === BARE_LENGTH) return { kind: 'confirmed', security: 'none', bytes: length };
  const at = TPKT_BYTES + 1 + BARE_LENGTH;
  if (length < at + 8 || bytes.readUInt16LE(at + 2) !== 8) return { kind: 'not-rdp' };
  const value = bytes.readUInt32LE(at + 4);
  switch (bytes.readUInt8(at)) {
    case NEG_RESPONSE:
      return { kind: 'confirmed', security: securityOf(value), bytes: length };
    case NEG_FAILURE:
      return { kind: 'refused', reason: REFUSALS[value] ?? `it answers with code ${value}` };
    default:
      return { kind: 'not-rdp' };
  }
}

function securityOf(selected: number): RdpSecurity {
  if ((selected & (PROTOCOL.nla | PROTOCOL.nlaEarlyAnswer)) !== 0) return 'nla';
  return (selected & PROTOCOL.tls) === 0 ? 'none' : 'tls';
}
