// Makes Ed25519 keys in OpenSSH's own format. ssh2 has a function for it, which spoils one key in 250 (it reads raw keys
// as if they were DER).
import { generateKeyPairSync, randomBytes } from 'node:crypto';

export interface KeyText {
  /** PEM of the format openssh-key-v1, without a passphrase. */
  readonly privateKey: string;
  /** `ssh-ed25519 <base64>` */
  readonly publicKey: string;
}

const TYPE = 'ssh-ed25519';
const CIPHER_BLOCK = 8;

export function makeEd25519Key(): KeyText {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [point, seed] = [Buffer.from(x, 'base64url'), Buffer.from(d, 'base64url')];
  const publicBlob = Buffer.concat([field(TYPE), field(point)]);
  // Twice the same: with a passphrase this is how a reader knows that it was right.
  const check = randomBytes(4);
  const secret = [check, check, field(TYPE), field(point), field(Buffer.concat([seed, point])), field('')];
  const length = secret.reduce((sum, { length: part }) => sum + part, 0);
  const padding = Array.from({ length: -length & (CIPHER_BLOCK - 1) }, (_, index) => index + 1);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0', 'latin1'),
    ...[field('none'), field('none'), field('')],
    uint32(1),
    field(publicBlob),
    field(Buffer.concat([...secret, Buffer.from(padding)])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `${TYPE} ${publicBlob.toString('base64')}`,
  };
}

function field(content: string | Buffer): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
