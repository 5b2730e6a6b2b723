// A private key file as people have it (PKCS#1, PKCS#8, SEC 1, OpenSSH, PuTTY 2; with or without a passphrase), read
// for one sign-in. No error holds a part of the key.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import path from 'node:path';
import type { ParsedKey } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { readRegularFile } from '../base/regular-file.ts';
import { Secret } from '../base/secret.ts';
import { offerEd25519, offerParsedKey, type OfferedKey } from './offered-key.ts';
import type { Ssh2 } from './ssh2-module.ts';

/** A 16,384-bit RSA key as PEM is under 14 KB; anything much larger is another kind of file. */
const MAX_KEY_BYTES = 65_536;
/** `ssh-keygen -a`: 16 by default. Each round takes ssh2 some 3 ms during which the app stands still. */
const MAX_KDF_ROUNDS = 500;

/**
 * The page may name any `file`, and saved connections come from elsewhere. Rejects with `ssh/key-unreadable`, for a file of
 * another computer without asking for it: Windows would sign in there by itself, and so show a hash of the password.
 */
export async function readKeyFile(file: string): Promise<Secret<string>> {
  const problem = pathProblem(file, process.platform);
  if (problem !== null) throw unreadable(problem);
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(file, MAX_KEY_BYTES);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : null, error);
  }
  if (bytes.length > MAX_KEY_BYTES) throw unreadable('The file is too large for a private key.');
  return new Secret(bytes.toString('utf8'));
}

/** Why this is no place of a key file, as a sentence; null when it may be one. */
export function pathProblem(file: string, platform: NodeJS.Platform): string | null {
  // Also \\?\ and \??\, which lead anywhere.
  if (/^[\\/]{2}|^[\\/]\?\?[\\/]/.test(file))
    return 'It lies on another computer. Copy it to this one, or name it by the letter of its drive.';
  const system = platform === 'win32' ? path.win32 : path.posix;
  return system.isAbsolute(file) ? null : 'Give its whole path, from the root or the drive on, without ~.';
}

/** What reading with this passphrase (null: none) came to. */
export type KeyReading =
  | { readonly kind: 'key'; readonly key: OfferedKey }
  | { readonly kind: 'passphrase-needed' | 'passphrase-wrong' };

/** Throws `ssh/key-unreadable` when no passphrase would help. */
export function readPrivateKey(
  ssh2: Ssh2,
  contents: Secret<string>,
  passphrase: Secret<string> | null,
): KeyReading {
  const text = contents.reveal().trim();
  if (/^-----BEGIN (RSA |DSA |EC |OPENSSH )?PUBLIC KEY-----|^(ssh-|ecdsa-)\S+ AAAA/.test(text))
    throw unreadable('This is the public half; the private one is needed.');
  if (/-----BEGIN (RSA |EC |ENCRYPTED )?PRIVATE KEY-----/.test(text)) return readPem(ssh2, text, passphrase);
  if (kdfRounds(text) > MAX_KDF_ROUNDS)
    throw unreadable(`Its passphrase is hashed more than ${MAX_KDF_ROUNDS} times.`);
  const parsed = ssh2.utils.parseKey(text, passphrase?.reveal());
  if (!(parsed instanceof Error)) return { kind: 'key', key: offerPrivate(parsed) };
  if (passphrase === null && /no passphrase/i.test(parsed.message)) return { kind: 'passphrase-needed' };
  if (passphrase !== null && !/^Unsupported/.test(parsed.message)) return { kind: 'passphrase-wrong' };
  throw unreadable(/^Unsupported [a-z ]+ (key type|cipher|kdf)/.test(parsed.message) ? parsed.message : null);
}

function readPem(ssh2: Ssh2, pem: string, passphrase: Secret<string> | null): KeyReading {
  const isEncrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem);
  if (isEncrypted && passphrase === null) return { kind: 'passphrase-needed' };
  let key: KeyObject;
  try {
    key = createPrivateKey({
      key: pem,
      format: 'pem',
      ...(isEncrypted && passphrase !== null ? { passphrase: passphrase.reveal() } : {}),
    });
  } catch (error) {
    if (isEncrypted) return { kind: 'passphrase-wrong' };
    throw unreadable('It is damaged.', error);
  }
  return { kind: 'key', key: offerKeyObject(ssh2, key) };
}

/** ssh2 reads PKCS#1 and SEC 1 but not PKCS#8. */
function offerKeyObject(ssh2: Ssh2, key: KeyObject): OfferedKey {
  const type = key.asymmetricKeyType ?? 'unknown';
  switch (type) {
    case 'ed25519':
      return offerEd25519(ssh2, key);
    case 'rsa':
    case 'ec': {
      const pem = key.export({ format: 'pem', type: type === 'rsa' ? 'pkcs1' : 'sec1' });
      const parsed = ssh2.utils.parseKey(pem);
      if (parsed instanceof Error) throw unreadable(`SSH does not take this ${type.toUpperCase()} key.`);
      return offerPrivate(parsed);
    }
    default:
      throw unreadable(`SSH does not take keys of type ${type}.`);
  }
}

function offerPrivate(parsed: ParsedKey | ParsedKey[]): OfferedKey {
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key === undefined || !key.isPrivateKey()) throw unreadable('The file holds no private key.');
  return offerParsedKey(key);
}

/** Of an encrypted file in OpenSSH's own format (PROTOCOL.key): 0 for any other. */
function kdfRounds(text: string): number {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  if (body === undefined) return 0;
  const bytes = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const next = (): Buffer => {
    const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
    const part = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return part;
  };
  next(); // cipher
  if (next().toString('latin1') !== 'bcrypt') return 0;
  const options = next();
  return options.length >= 4 ? options.readUInt32BE(options.length - 4) : 0;
}

function unreadable(detail: string | null, cause?: unknown): AppError {
  return new AppError('ssh/key-unreadable', 'The file holds no private key that can be read.', {
    detail,
    cause,
  });
}
