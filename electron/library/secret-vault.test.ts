// Saved passwords with keychains that protect, that only pretend to, and that are not there.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import { type Keychain, openSecretVault } from './secret-vault.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-vault-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** Turns every byte around; `prefix` as Chromium writes it. */
function keychain(prefix: string, more: Partial<Keychain> = {}): Keychain {
  const turn = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
  return {
    isEncryptionAvailable: () => true,
    encryptString: (text) => Buffer.concat([Buffer.from(prefix), turn(Buffer.from(text))]),
    decryptString(encrypted) {
      if (encrypted.subarray(0, 3).toString() !== prefix) throw new Error('another key');
      return turn(encrypted.subarray(3)).toString();
    },
    ...more,
  };
}

const open = (chain: Keychain, platform: NodeJS.Platform = 'linux') =>
  openSecretVault({ file: path.join(dir, 'secrets.json'), keychain: chain, platform, clock: systemClock });

it('saves, finds after a restart, and removes; the file does not show it', async () => {
  const vault = await open(keychain('v11'));
  expect(vault.protection()).toBe('keychain');
  await vault.save('rdp:i-1', new Secret('hunter2 "ü"'), false);
  const again = await open(keychain('v11'));
  expect((await again.load('rdp:i-1'))?.reveal()).toBe('hunter2 "ü"');
  expect(await readFile(path.join(dir, 'secrets.json'), 'utf8')).not.toContain('hunter2');
  expect(again.names()).toEqual(['rdp:i-1']);
  expect(await again.load('__proto__')).toBeNull();
  await again.remove('rdp:i-1');
  expect(await again.load('rdp:i-1')).toBeNull();
});

it('does not save with a key that everybody knows, unless told to: by the prefix, or by what newer Electrons say', async () => {
  for (const chain of [keychain('v10'), keychain('v11', { getSelectedStorageBackend: () => 'basic_text' })]) {
    const vault = await open(chain);
    expect(vault.protection()).toBe('plain-text');
    await expect(vault.save('a', new Secret('x'), false)).rejects.toMatchObject({
      code: 'library/keychain-plain-text',
    });
    expect(vault.names()).toEqual([]);
    await vault.save('a', new Secret('x'), true);
    await vault.remove('a');
  }
  const newer = await open(keychain('v10', { getSelectedStorageBackend: () => 'gnome_libsecret' }));
  expect(newer.protection()).toBe('keychain');
  // v10 is how macOS and Windows write with their own keychains.
  expect((await open(keychain('v10'), 'darwin')).protection()).toBe('keychain');
});

it('says when there is no keychain, and when it has another key by now', async () => {
  const none = await open(keychain('v11', { isEncryptionAvailable: () => false }));
  await expect(none.save('a', new Secret('x'), true)).rejects.toMatchObject({
    code: 'library/keychain-unavailable',
  });
  await (await open(keychain('v11'))).save('a', new Secret('x'), false);
  await expect((await open(keychain('v12'))).load('a')).rejects.toMatchObject({
    code: 'library/secret-unreadable',
  });
});
