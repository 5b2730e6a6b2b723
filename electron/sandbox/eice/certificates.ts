// The certificate authority of the sandbox's endpoints, and one certificate with their exact names. X.509 by hand: what
// libraries for it cost (RSA in JavaScript, 0.7 s a start; or polyfills) is more than these few structures.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS#8. */
  readonly privateKey: string;
}

export interface Authority {
  /** PEM of the certificate that clients must trust. */
  readonly certificate: string;
  /** A server certificate for exactly these DNS names. */
  issue(dnsNames: readonly string[]): Certificate;
}

/** A sandbox does not run longer; clocks may differ by a day. */
const LIFE_MS = 30 * 86_400_000;
const EARLY_MS = 86_400_000;

const OID = {
  ecdsaSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  basicConstraints: '0603551d13',
  keyUsage: '0603551d0f',
  extendedKeyUsage: '0603551d25',
  alternativeName: '0603551d11',
  subjectKey: '0603551d0e',
  authorityKey: '0603551d23',
  serverAuth: '06082b06010505070301',
} as const;

/** `now`: epoch milliseconds. The authority's own key is never written anywhere. */
export function makeAuthority(now: number): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = 'Sallyport sandbox';
  const own = certificateOf({
    now,
    subject: name,
    issuer: name,
    subjectKey: keys.publicKey,
    issuerKey: keys,
    extensions: [
      extension(OID.basicConstraints, der(0x30, der(0x01, Buffer.from([0xff]))), true),
      // keyCertSign
      extension(OID.keyUsage, Buffer.from('03020204', 'hex'), true),
    ],
  });
  return {
    certificate: pem(own),
    issue: (dnsNames) => {
      const server = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
      const certificate = certificateOf({
        now,
        subject: 'Sallyport sandbox endpoint',
        issuer: name,
        subjectKey: server.publicKey,
        issuerKey: keys,
        extensions: [
          // digitalSignature
          extension(OID.keyUsage, Buffer.from('03020780', 'hex'), true),
          extension(OID.extendedKeyUsage, der(0x30, hex(OID.serverAuth)), false),
          extension(
            OID.alternativeName,
            der(0x30, ...dnsNames.map((dnsName) => der(0x82, Buffer.from(dnsName, 'latin1')))),
            false,
          ),
          extension(OID.authorityKey, der(0x30, der(0x80, keyId(keys.publicKey))), false),
        ],
      });
      return {
        certificate: pem(certificate),
        privateKey: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface CertificateParts {
  readonly now: number;
  readonly subject: string;
  readonly issuer: string;
  readonly subjectKey: KeyObject;
  readonly issuerKey: { readonly privateKey: KeyObject };
  readonly extensions: readonly Buffer[];
}

/** RFC 5280, 4.1: version 3, serial, algorithm, issuer, validity, subject, key, extensions; then the signature. */
function certificateOf(parts: CertificateParts): Buffer {
  const algorithm = der(0x30, hex(OID.ecdsaSha256));
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    // Positive, and never the same twice.
    der(0x02, Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    nameOf(parts.issuer),
    der(0x30, time(parts.now - EARLY_MS), time(parts.now + LIFE_MS)),
    nameOf(parts.subject),
    parts.subjectKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      der(0x30, ...parts.extensions, extension(OID.subjectKey, der(0x04, keyId(parts.subjectKey)), false)),
    ),
  );
  const signature = sign('sha256', toBeSigned, parts.issuerKey.privateKey);
  return der(0x30, toBeSigned, algorithm, der(0x03, Buffer.from([0]), signature));
}

function nameOf(commonName: string): Buffer {
  return der(0x30, der(0x31, der(0x30, hex(OID.commonName), der(0x0c, Buffer.from(commonName, 'utf8')))));
}

function extension(oid: string, value: Buffer, isCritical: boolean): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.from([0xff]))] : [];
  return der(0x30, hex(oid), ...critical, der(0x04, value));
}

/** SHA-1 of the key, as RFC 5280 names keys (4.2.1.2); no secret hangs on it. */
function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

/** UTCTime, good until 2049. */
function time(epochMs: number): Buffer {
  const text = new Date(epochMs).toISOString().replace(/[-:T]|\.\d{3}/g, '');
  return der(0x17, Buffer.from(text.slice(2), 'latin1'));
}

/** One DER value: tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
