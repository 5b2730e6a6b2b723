// Enough of TLS 1.2 to see a server's certificate: our ClientHello, and the server's clear answer up to Certificate.
// No handshake is finished, so nothing is verified with a key: that is the client's part, which gets the fingerprint.
//
// By hand, because Windows makes RDP certificates with key usage key encipherment + data encipherment only, and
// BoringSSL (Electron) ends the handshake over that before anybody sees the certificate.
// Structures: RFC 5246, 6.2.1 (record) and 7.4 (handshake).

const RECORD = { alert: 21, handshake: 22 } as const;
const HANDSHAKE = { clientHello: 1, certificate: 11, serverHelloDone: 14 } as const;
const TLS_1_2 = [3, 3];
const RANDOM_BYTES = 32;
/** ECDHE and RSA key exchange, ECDSA and RSA certificates, GCM and CBC: whatever a Windows since 2008 R2 offers. */
const CIPHERS = [
  0xc02f, 0xc030, 0xc02b, 0xc02c, 0xc027, 0xc028, 0xc013, 0xc014, 0xc009, 0xc00a, 0x009e, 0x009f, 0x009c,
  0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a, 0x00ff,
];
const EXTENSIONS = [
  // supported_groups: x25519, P-256, P-384, P-521
  extension(10, list16(uint16s([0x1d, 0x17, 0x18, 0x19]))),
  // ec_point_formats: uncompressed
  extension(11, Buffer.from([1, 0])),
  // signature_algorithms: RSA-PSS, PKCS#1 and ECDSA with SHA-2, then SHA-1
  extension(
    13,
    list16(uint16s([0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0403, 0x0503, 0x0603, 0x0201, 0x0203])),
  ),
];
/** Certificates of RDP servers are one or two kilobytes; chains of a company CA some more. */
const MAX_ANSWER_BYTES = 128 * 1024;
const MAX_RECORD_BYTES = 16_384 + 2048;

/** `random`: 32 bytes. */
export function encodeClientHello(random: Uint8Array): Buffer {
  if (random.length !== RANDOM_BYTES) throw new RangeError('a TLS random has 32 bytes');
  const extensions = Buffer.concat(EXTENSIONS);
  const body = Buffer.concat([
    Buffer.from(TLS_1_2),
    random,
    Buffer.from([0]), // no session to resume
    list16(uint16s(CIPHERS)),
    Buffer.from([1, 0]), // no compression
    list16(extensions),
  ]);
  const message = Buffer.concat([Buffer.from([HANDSHAKE.clientHello, 0]), list16(body)]);
  return Buffer.concat([Buffer.from([RECORD.handshake, 3, 1]), list16(message)]);
}

export type ServerAnswer =
  | { readonly kind: 'incomplete' }
  /** DER of the server's own certificate. */
  | { readonly kind: 'certificate'; readonly der: Buffer }
  /** The server ended it; the code is TLS's (40 handshake failure, 70 protocol version). */
  | { readonly kind: 'alert'; readonly code: number }
  | { readonly kind: 'not-tls' };

/** `received`: all bytes since the ClientHello was sent. */
export function parseServerAnswer(received: Uint8Array): ServerAnswer {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  if (bytes.length > MAX_ANSWER_BYTES) return { kind: 'not-tls' };
  const messages: Buffer[] = [];
  for (let at = 0; ;) {
    if (bytes.length < at + 5) break;
    const type = bytes.readUInt8(at);
    const length = bytes.readUInt16BE(at + 3);
    if (bytes.readUInt8(at + 1) !== 3 || length === 0 || length > MAX_RECORD_BYTES)
      return { kind: 'not-tls' };
    if (bytes.length < at + 5 + length) break;
    const content = bytes.subarray(at + 5, at + 5 + length);
    if (type === RECORD.alert) return { kind: 'alert', code: content[1] ?? 0 };
    if (type !== RECORD.handshake) return { kind: 'not-tls' };
    messages.push(content);
    at += 5 + length;
  }
  return findCertificate(Buffer.concat(messages));
}

// One message may lie in several records, and one record may hold several messages.
function findCertificate(messages: Buffer): ServerAnswer {
  for (let at = 0; messages.length >= at + 4;) {
    const type = messages.readUInt8(at);
    const length = messages.readUIntBE(at + 1, 3);
    if (length > MAX_ANSWER_BYTES) return { kind: 'not-tls' };
    if (messages.length < at + 4 + length) return { kind: 'incomplete' };
    const body = messages.subarray(at + 4, at + 4 + length);
    if (type === HANDSHAKE.certificate) return firstCertificate(body);
    if (type === HANDSHAKE.serverHelloDone) return { kind: 'not-tls' };
    at += 4 + length;
  }
  return { kind: 'incomplete' };
}

function firstCertificate(body: Buffer): ServerAnswer {
  if (body.length < 6) return { kind: 'not-tls' };
  const length = body.readUIntBE(3, 3);
  if (length === 0 || body.length < 6 + length) return { kind: 'not-tls' };
  return { kind: 'certificate', der: Buffer.from(body.subarray(6, 6 + length)) };
}

function extension(type: number, content: Buffer): Buffer {
  return Buffer.concat([uint16s([type]), list16(content)]);
}

function list16(content: Buffer): Buffer {
  return Buffer.concat([uint16s([content.length]), content]);
}

function uint16s(values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}
