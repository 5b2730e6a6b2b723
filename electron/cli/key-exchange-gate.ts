// Watches what an SSH program sends until its key exchange is done, and holds back what comes after until a key was pushed:
// by then the program has checked the host key and has asked its user, so that the pushed key's minute has only begun.
//
//   client: "SSH-2.0-…\r\n" | packets in the clear, the last of them SSH_MSG_NEWKEYS | encrypted: the sign-in
//
// RFC 4253 4.2, 6 and 7.3: uint32 packet_length, byte padding_length, payload (its first byte is the message number).

const NEWKEYS = 21;
/** RFC 4253 6.1: all take packets of this size; a key exchange with post-quantum keys stays far below. */
const MAX_PACKET_BYTES = 35_000;
/** RFC 4253 4.2 has 255 for the line. */
const MAX_BANNER_BYTES = 255;
const LF = 0x0a;

export interface GateStep {
  /** Goes on to the target. */
  readonly before: Buffer;
  /** Waits for the push; null while the exchange goes on. */
  readonly after: Buffer | null;
}

/** Feeds one read after the other, until `after` is not null. What is no SSH opens the gate at once. Pure. */
export function makeKeyExchangeGate(): (chunk: Buffer) => GateStep {
  let stage: 'banner' | 'packets' = 'banner';
  /** Of the line, or of the packet that is being read. */
  let seen = 0;
  let packetLength: number | null = null;
  let head = Buffer.alloc(0);
  return (chunk) => {
    let at = 0;
    const open = (where: number): GateStep => ({
      before: chunk.subarray(0, where),
      after: chunk.subarray(where),
    });
    while (at < chunk.length) {
      if (stage === 'banner') {
        seen += 1;
        if (seen > MAX_BANNER_BYTES) return open(at);
        if (chunk[at] === LF) {
          stage = 'packets';
          seen = 0;
        }
        at += 1;
        continue;
      }
      if (packetLength === null) {
        // Length, padding length and message number.
        const part = chunk.subarray(at, at + 6 - head.length);
        head = Buffer.concat([head, part]);
        at += part.length;
        if (head.length < 6) break;
        packetLength = head.readUInt32BE(0);
        if (packetLength < 2 || packetLength > MAX_PACKET_BYTES) return open(at);
        seen = 2;
      }
      const rest = Math.min(packetLength - seen, chunk.length - at);
      seen += rest;
      at += rest;
      if (seen < packetLength) break;
      const isDone = head[5] === NEWKEYS;
      packetLength = null;
      head = Buffer.alloc(0);
      if (isDone) return open(at);
    }
    return { before: chunk, after: null };
  };
}
