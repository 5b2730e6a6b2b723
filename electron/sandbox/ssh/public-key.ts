// Public keys as people send them: one OpenSSH line or the SSH2 format (RFC 4716). Which of them AWS takes.
import { createHash } from 'node:crypto';

/** RSA sizes EC2 Instance Connect takes (fact sheet 2.3). */
const RSA_BITS: readonly number[] = [2048, 4096];
const ED25519_BYTES = 32;
const BEGIN_SSH2 = '---- BEGIN SSH2 PUBLIC KEY ----';
const END_SSH2 = '---- END SSH2 PUBLIC KEY ----';

/** `<type> <base64>` of a key that EC2 Instance Connect takes; null for every other text. */
export function acceptedKeyOf(text: string): string | null {
  const base64 = text.trimStart().startsWith(BEGIN_SSH2) ? ssh2Body(text) : oneLineBody(text);
  if (base64 === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const blob = Buffer.from(base64, 'base64');
  const fields = fieldsOf(blob);
  const [typeField, first, second] = fields ?? [];
  const type = typeField?.toString('latin1') ?? '';
  if (type === 'ssh-ed25519' && fields?.length === 2 && first?.length === ED25519_BYTES)
    return `${type} ${blob.toString('base64')}`;
  if (type === 'ssh-rsa' && fields?.length === 3 && second !== undefined && RSA_BITS.includes(bitsOf(second)))
    return `${type} ${blob.toString('base64')}`;
  return null;
}

/** `SHA256:…` as `ssh-keygen -l` writes it. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function oneLineBody(text: string): string | null {
  const match = /^\s*(ssh-rsa|ssh-ed25519)[ \t]+(\S+)(?:[ \t][^\r\n]*)?\s*$/.exec(text);
  return match?.[2] ?? null;
}

// RFC 4716: header lines end with a colon and a value, and may go on with a backslash.
function ssh2Body(text: string): string | null {
  const lines = text.trim().split(/\r?\n/);
  if (lines.shift() !== BEGIN_SSH2 || lines.pop() !== END_SSH2) return null;
  let body = '';
  let isHeader = false;
  for (const line of lines) {
    if (isHeader || line.includes(':')) isHeader = line.endsWith('\\');
    else body += line.trim();
  }
  return body;
}

/** The length-prefixed fields of a key blob; null when they do not fit exactly. */
function fieldsOf(blob: Buffer): Buffer[] | null {
  const fields: Buffer[] = [];
  for (let at = 0; at < blob.length;) {
    if (at + 4 > blob.length) return null;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return null;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

function bitsOf(modulus: Buffer): number {
  const start = modulus.findIndex((byte) => byte !== 0);
  return start === -1 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
}
