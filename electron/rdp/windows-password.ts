// The first Administrator password of a Windows instance: AWS has it encrypted for the key pair that the instance was
// launched with (GetPasswordData), and it is decrypted here.
import { constants, privateDecrypt } from 'node:crypto';
import { AppError } from '../../shared/app-error.ts';
import { Secret } from '../base/secret.ts';
import { readRsaPrivateKey } from './private-key.ts';

export interface EncryptedPassword {
  /** RSA, PKCS#1 v1.5. */
  readonly ciphertext: Uint8Array;
  /** Name of the key pair, for words; null when not known. */
  readonly keyName: string | null;
}

/** PKCS#1 v1.5 (RFC 8017, 7.2.2): 00 02, at least eight nonzero bytes, 00, the message. */
const MIN_PADDING = 8;
/** Windows takes up to 127 characters interactively. */
const MAX_PASSWORD_BYTES = 255;

/** Rejects with `rdp/wrong-key` or what readRsaPrivateKey rejects with. */
export async function decryptWindowsPassword(
  encrypted: EncryptedPassword,
  privateKey: Secret<string>,
  passphrase: Secret<string> | null,
): Promise<Secret<string>> {
  const key = await readRsaPrivateKey(privateKey, passphrase);
  const { ciphertext } = encrypted;
  let padded: Buffer;
  try {
    // Node refuses RSA_PKCS1_PADDING for decryption (CVE-2023-46809) where its OpenSSL has no implicit rejection;
    // the raw operation works everywhere and the padding is taken off below.
    padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext);
  } catch (error) {
    // Another length than the modulus, or a number above it.
    throw wrongKey(encrypted, error);
  }
  const message = stripPkcs1Padding(padded);
  padded.fill(0);
  const password = message === null ? null : asPassword(message);
  message?.fill(0);
  if (password === null) throw wrongKey(encrypted, null);
  return new Secret(password);
}

/**
 * The message in a decrypted block; null when the padding is not right. Looks at every byte whatever it finds, so that
 * the time taken says nothing about the block.
 */
export function stripPkcs1Padding(block: Uint8Array): Buffer | null {
  let bad = Number(block.length < 3 + MIN_PADDING) | (block[0] ?? 1) | ((block[1] ?? 0) ^ 2);
  let end = 0;
  let searching = 1;
  for (let index = 2; index < block.length; index++) {
    const isZero = Number(block[index] === 0);
    end += searching & isZero ? index : 0;
    searching &= 1 - isZero;
  }
  bad |= searching | Number(end < 2 + MIN_PADDING);
  return bad === 0 ? Buffer.from(block.subarray(end + 1)) : null;
}

/** A block of another key passes the padding once in 65,536 times; it is then hardly ever readable text. */
function asPassword(message: Buffer): string | null {
  if (message.length === 0 || message.length > MAX_PASSWORD_BYTES) return null;
  const text = message.toString('utf8');
  return /[\p{Cc}\ufffd]/u.test(text) ? null : text;
}

function wrongKey({ keyName }: EncryptedPassword, cause: unknown): AppError {
  const whose = keyName === null ? 'of this instance' : `“${keyName}”, which this instance was launched with`;
  return new AppError('rdp/wrong-key', 'This private key does not belong to the instance.', {
    detail: `The password is encrypted for the key pair ${whose}.`,
    cause,
  });
}

export interface LaunchFacts {
  readonly keyName: string | null;
  /** Epoch milliseconds; null when not known. */
  readonly launchedAt: number | null;
  readonly now: number;
}

/** AWS: usually minutes, wait up to 15 after the first launch; slow images take longer. */
const READY_WITHIN_MS = 15 * 60_000;

/** Why AWS has no password data for an instance. */
export function explainNoPassword({ keyName, launchedAt, now }: LaunchFacts): AppError {
  if (keyName === null)
    return new AppError('rdp/no-key-pair', 'The instance was launched without a key pair.', {
      detail:
        'AWS keeps a Windows password only encrypted for a key pair, so there is none for this instance.',
    });
  const ageMs = launchedAt === null ? null : now - launchedAt;
  if (ageMs !== null && ageMs < READY_WITHIN_MS)
    return new AppError('rdp/password-not-ready', 'The password is not ready yet.', {
      detail: `Windows sets it during its first start, within about 15 minutes. This one was launched ${minutes(ageMs)} ago.`,
      retryable: true,
    });
  return new AppError('rdp/password-unavailable', 'AWS has no password for this instance.', {
    detail: 'Its image keeps the password it was made with, or Windows has not set one at its first start.',
  });
}

function minutes(ms: number): string {
  const count = Math.max(0, Math.floor(ms / 60_000));
  return count === 0 ? 'less than a minute' : count === 1 ? 'one minute' : `${count} minutes`;
}
