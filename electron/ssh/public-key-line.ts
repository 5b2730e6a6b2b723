// Public keys as OpenSSH writes them: the blob, the one-line form, and the fingerprint people compare. Pure.
import { createHash, type KeyObject } from 'node:crypto';

/** RFC 8709: string "ssh-ed25519", string key (32 bytes). `key` is an Ed25519 key, public or private half. */
export function ed25519Blob(key: KeyObject): Buffer {
  const { x } = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined) throw new TypeError('Not an Ed25519 key.');
  return Buffer.concat([sshString(Buffer.from('ssh-ed25519')), sshString(Buffer.from(x, 'base64url'))]);
}

export function publicKeyLineOf(key: KeyObject): string {
  return `ssh-ed25519 ${ed25519Blob(key).toString('base64')}`;
}

/** `SHA256:` and 43 characters, as `ssh-keygen -l` prints it. `blob` is the key in SSH's wire form. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The key type a blob begins with; null when it is none. */
export function keyTypeOf(blob: Uint8Array): string | null {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  // The longest name in use, sk-ecdsa-sha2-nistp256-cert-v01@openssh.com, has 43 characters.
  if (bytes.length < 4 || bytes.readUInt32BE(0) > Math.min(64, bytes.length - 4)) return null;
  const type = bytes.toString('latin1', 4, 4 + bytes.readUInt32BE(0));
  return /^[a-z0-9@.-]+$/.test(type) ? type : null;
}

function sshString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
