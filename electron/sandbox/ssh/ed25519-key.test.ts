// Ed25519 keys, read by ssh2 and by OpenSSH.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { makeEd25519Key } from './ed25519-key.ts';

test('a thousand keys can be read, and are what their public half says', () => {
  for (let index = 0; index < 1000; index += 1) {
    const { privateKey, publicKey } = makeEd25519Key();
    const parsed = ssh2.utils.parseKey(privateKey);
    if (parsed instanceof Error) throw parsed;
    expect(`ssh-ed25519 ${parsed.getPublicSSH().toString('base64')}`).toBe(publicKey);
  }
});

test('OpenSSH reads them', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'sallyport-key-test-'));
  try {
    const { privateKey, publicKey } = makeEd25519Key();
    const file = path.join(dir, 'key');
    writeFileSync(file, privateKey, { mode: 0o600 });
    expect(execFileSync('ssh-keygen', ['-y', '-f', file]).toString().trim()).toBe(publicKey);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
