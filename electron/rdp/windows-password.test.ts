// The password of an instance, decrypted with every form of private key that people have; and each way it fails.
import { execFileSync } from 'node:child_process';
import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../base/secret.ts';
import { decryptWindowsPassword, explainNoPassword, stripPkcs1Padding } from './windows-password.ts';

const PASSWORD = 'q$J;=2;Xa%?wR=n3uz7(';
const PASSPHRASE = 'correct horse “battery”';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ciphertext = publicEncrypt(
  { key: rsa.publicKey, padding: constants.RSA_PKCS1_PADDING },
  Buffer.from(PASSWORD),
);
const encrypted = { ciphertext, keyName: 'finance-rdp' };
const pkcs1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'sallyport-keys-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** As ssh-keygen itself writes it. */
function openSsh(pem: string, passphrase: string, cipher = 'aes256-ctr'): string {
  const file = path.join(dir, `key-${passphrase === '' ? 'plain' : cipher}`);
  writeFileSync(file, pem, { mode: 0o600 });
  execFileSync('ssh-keygen', ['-p', '-P', '', '-N', passphrase, '-Z', cipher, '-f', file]);
  return readFileSync(file, 'utf8');
}

const decrypt = async (pem: string, passphrase: string | null = null): Promise<string> =>
  (
    await decryptWindowsPassword(
      encrypted,
      new Secret(pem),
      passphrase === null ? null : new Secret(passphrase),
    )
  ).reveal();
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code,
  );

describe('decryptWindowsPassword', () => {
  it('takes PKCS#1, as AWS hands it out', async () => {
    expect(await decrypt(pkcs1)).toBe(PASSWORD);
    expect(await decrypt(`\r\n${pkcs1.replaceAll('\n', '\r\n')}\r\n`)).toBe(PASSWORD);
  });

  it('takes PKCS#8, plain and encrypted', async () => {
    const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const locked = rsa.privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
      .toString();
    expect(await decrypt(pem)).toBe(PASSWORD);
    expect(await decrypt(locked, PASSPHRASE)).toBe(PASSWORD);
    expect(await codeOf(decrypt(locked))).toBe('rdp/passphrase-needed');
    expect(await codeOf(decrypt(locked, 'no'))).toBe('rdp/passphrase-wrong');
  });

  it('takes PKCS#1 with a passphrase', async () => {
    const locked = rsa.privateKey
      .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: PASSPHRASE })
      .toString();
    expect(await decrypt(locked, PASSPHRASE)).toBe(PASSWORD);
    expect(await codeOf(decrypt(locked))).toBe('rdp/passphrase-needed');
    expect(await codeOf(decrypt(locked, 'no'))).toBe('rdp/passphrase-wrong');
  });

  it('takes OpenSSH, plain and encrypted by ssh-keygen', async () => {
    expect(await decrypt(openSsh(pkcs1, ''))).toBe(PASSWORD);
    for (const cipher of ['aes256-ctr', 'aes256-cbc', 'aes256-gcm@openssh.com']) {
      const locked = openSsh(pkcs1, PASSPHRASE, cipher);
      expect(locked).toContain('OPENSSH PRIVATE KEY');
      expect(await decrypt(locked, PASSPHRASE)).toBe(PASSWORD);
      expect(await codeOf(decrypt(locked))).toBe('rdp/passphrase-needed');
      expect(await codeOf(decrypt(locked, 'no'))).toBe('rdp/passphrase-wrong');
    }
  });

  it('tells a wrong key, an ED25519 key, a public key and nonsense apart', async () => {
    const wrong = other.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const longer = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
    const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    const edFile = path.join(dir, 'ed');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', edFile]);
    expect(await codeOf(decrypt(wrong))).toBe('rdp/wrong-key');
    expect(await codeOf(decrypt(longer.export({ type: 'pkcs8', format: 'pem' }).toString()))).toBe(
      'rdp/wrong-key',
    );
    expect(await codeOf(decrypt(ed25519.toString()))).toBe('rdp/key-not-rsa');
    expect(await codeOf(decrypt(readFileSync(edFile, 'utf8')))).toBe('rdp/key-not-rsa');
    const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    for (const nonsense of [publicPem, readFileSync(`${edFile}.pub`, 'utf8'), '', 'hello', 'x'.repeat(1e6)])
      expect(await codeOf(decrypt(nonsense))).toBe('rdp/key-unreadable');
    expect(await codeOf(decrypt(pkcs1.replace(/[A-Z]{4}/, 'AAAA').slice(0, -200)))).toBe(
      'rdp/key-unreadable',
    );
  });

  it('names the key pair and holds nothing of the key in its errors', async () => {
    const wrong = other.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const error: unknown = await decrypt(wrong).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ detail: expect.stringContaining('“finance-rdp”') as string });
    expect(JSON.stringify(error)).not.toContain(wrong.split('\n')[3]);
  });
});

describe('stripPkcs1Padding', () => {
  it('gives back every message that was padded', () => {
    const nonzero = fc.uint8Array({ min: 1, max: 255, minLength: 8, maxLength: 200 });
    fc.assert(
      fc.property(nonzero, fc.uint8Array({ maxLength: 100 }), (padding, message) => {
        const block = Buffer.concat([Buffer.from([0, 2]), padding, Buffer.from([0]), message]);
        expect(stripPkcs1Padding(block)).toEqual(Buffer.from(message));
      }),
    );
  });

  it('refuses short padding, other types, no end, and never throws', () => {
    const block = (...bytes: number[]) => stripPkcs1Padding(Buffer.from(bytes));
    expect(block(0, 2, 1, 1, 1, 1, 1, 1, 1, 0, 65)).toBeNull();
    expect(block(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 65)).toBeNull();
    expect(block(1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 0, 65)).toBeNull();
    expect(block(0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)).toBeNull();
    expect(block(0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 0, 65)).toEqual(Buffer.from('A'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        stripPkcs1Padding(bytes);
      }),
    );
  });
});

describe('explainNoPassword', () => {
  const now = 1_800_000_000_000;
  it('says which of the three reasons it is', () => {
    expect(explainNoPassword({ keyName: null, launchedAt: now, now }).code).toBe('rdp/no-key-pair');
    const young = explainNoPassword({ keyName: 'k', launchedAt: now - 4 * 60_000, now });
    expect(young).toMatchObject({ code: 'rdp/password-not-ready', retryable: true });
    expect(young.detail).toContain('4 minutes ago');
    const old = explainNoPassword({ keyName: 'k', launchedAt: now - 86_400_000, now });
    expect(old).toMatchObject({ code: 'rdp/password-unavailable', retryable: false });
  });
});
