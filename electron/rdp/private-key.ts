// A key pair's private key as people have it (PKCS#1, PKCS#8, OpenSSH, PuTTY 2; with or without a passphrase), read
// into an RSA key that can decrypt. Below windows-password.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { AppError } from '../../shared/app-error.ts';
import type { Secret } from '../base/secret.ts';

/** A 16,384-bit key as PEM is under 14 KB; anything much larger is another kind of file. */
const MAX_KEY_CHARACTERS = 65_536;

/**
 * Rejects with `rdp/key-unreadable`, `rdp/passphrase-needed`, `rdp/passphrase-wrong` or `rdp/key-not-rsa`. No error
 * holds a part of the key.
 */
export async function readRsaPrivateKey(
  text: Secret<string>,
  passphrase: Secret<string> | null,
): Promise<KeyObject> {
  const pem = text.reveal().trim();
  if (pem.length > MAX_KEY_CHARACTERS) throw unreadable('The file is too large for a private key.');
  if (/^-----BEGIN (RSA |DSA |EC |OPENSSH )?PUBLIC KEY-----|^ssh-(rsa|ed25519) /.test(pem))
    throw unreadable('This is the public half; the private one is needed.');
  const key = hasOpenSslFormat(pem) ? readWithOpenSsl(pem, passphrase) : await readWithSsh(pem, passphrase);
  if (key.asymmetricKeyType === 'rsa') return key;
  const name = key.asymmetricKeyType === 'ed25519' ? 'ED25519' : (key.asymmetricKeyType ?? 'unknown');
  throw notRsa(name);
}

function hasOpenSslFormat(pem: string): boolean {
  return /-----BEGIN (RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY-----/.test(pem);
}

function readWithOpenSsl(pem: string, passphrase: Secret<string> | null): KeyObject {
  const isEncrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem);
  if (isEncrypted && passphrase === null) throw passphraseNeeded();
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      ...(isEncrypted && passphrase !== null ? { passphrase: passphrase.reveal() } : {}),
    });
  } catch (error) {
    if (isEncrypted) throw passphraseWrong();
    throw unreadable(error instanceof Error ? error.message : null);
  }
}

async function readWithSsh(pem: string, passphrase: Secret<string> | null): Promise<KeyObject> {
  // Loaded when needed: most key files of AWS are PKCS#1.
  const { utils } = await import('ssh2');
  let parsed = utils.parseKey(pem);
  if (parsed instanceof Error && /no passphrase/i.test(parsed.message)) {
    if (passphrase === null) throw passphraseNeeded();
    parsed = utils.parseKey(pem, passphrase.reveal());
    if (parsed instanceof Error && !/^Unsupported (cipher|kdf)/.test(parsed.message)) throw passphraseWrong();
  }
  if (parsed instanceof Error) throw unreadable(null);
  if (!parsed.isPrivateKey()) throw unreadable('This is the public half; the private one is needed.');
  // ssh2 offers no PEM of an Ed25519 key to OpenSSL; its type is enough to say no.
  if (parsed.type !== 'ssh-rsa') throw notRsa(parsed.type.replace(/^ssh-/, '').toUpperCase());
  try {
    return createPrivateKey(parsed.getPrivatePEM());
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : null);
  }
}

function unreadable(detail: string | null): AppError {
  return new AppError('rdp/key-unreadable', 'The file holds no private key that can be read.', { detail });
}

function passphraseNeeded(): AppError {
  return new AppError('rdp/passphrase-needed', 'The private key is protected by a passphrase.');
}

function passphraseWrong(): AppError {
  return new AppError('rdp/passphrase-wrong', 'The passphrase does not open the private key.', {
    retryable: true,
  });
}

function notRsa(type: string): AppError {
  return new AppError('rdp/key-not-rsa', `A key of type ${type} cannot decrypt a Windows password.`, {
    detail: 'AWS encrypts Windows passwords for RSA key pairs only.',
  });
}
