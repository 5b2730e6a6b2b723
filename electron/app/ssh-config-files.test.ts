// The user's ~/.ssh before and after.
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
  chmod,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isIncluded, removeSshConfig, type SshConfigPlace, writeSshConfig } from './ssh-config-files.ts';
import { addInclude, removeInclude } from './ssh-config-include.ts';

let home: string;
let place: SshConfigPlace;
const config = (): string => path.join(home, '.ssh', 'config');

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'sallyport-home-'));
  place = { folder: path.join(home, '.ssh'), uid: process.getuid?.() ?? null };
});
afterEach(() => rm(home, { recursive: true, force: true }));

const OWN = 'Host own\r\n  User anna # \u00ff\r\n';

async function giveConfig(bytes: string, mode = 0o644): Promise<void> {
  await mkdir(place.folder, { mode: 0o700, recursive: true });
  await writeFile(config(), bytes, 'latin1');
  await chmod(config(), mode);
}

describe('switching on and off', () => {
  it('makes what is missing, private, and leaves nothing behind', async () => {
    await writeSshConfig(place, 'Host x\n');
    expect(await readFile(config(), 'utf8')).toBe('Include sallyport/config\n');
    expect((await stat(config())).mode & 0o777).toBe(0o600);
    expect((await stat(place.folder)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(place.folder, 'sallyport', 'config'))).mode & 0o777).toBe(0o600);
    expect(await isIncluded(place)).toBe(true);
    await removeSshConfig(place);
    expect(await readdir(place.folder)).toEqual([]);
    expect(await isIncluded(place)).toBe(false);
  });

  it('puts one line on top of what is there, keeps its mode, and takes only that away', async () => {
    await giveConfig(OWN);
    await writeSshConfig(place, 'Host x\n');
    await writeSshConfig(place, 'Host y\n');
    expect(await readFile(config(), 'latin1')).toBe(`Include sallyport/config\r\n${OWN}`);
    expect((await stat(config())).mode & 0o777).toBe(0o644);
    expect(await readFile(path.join(place.folder, 'sallyport', 'config'), 'utf8')).toBe('Host y\n');
    await removeSshConfig(place);
    expect(await readFile(config(), 'latin1')).toBe(OWN);
    expect((await readdir(place.folder)).sort()).toEqual(['config']);
  });

  it('follows a link to where people keep their configuration', async () => {
    await mkdir(path.join(home, 'dotfiles'));
    const real = path.join(home, 'dotfiles', 'ssh');
    await writeFile(real, OWN, 'latin1');
    await mkdir(place.folder, { mode: 0o700 });
    await symlink('../dotfiles/ssh', config());
    await writeSshConfig(place, '');
    expect(await readlink(config())).toBe('../dotfiles/ssh');
    expect(await readFile(real, 'latin1')).toBe(`Include sallyport/config\r\n${OWN}`);
    await removeSshConfig(place);
    expect(await readFile(real, 'latin1')).toBe(OWN);
    expect((await lstat(config())).isSymbolicLink()).toBe(true);
  });

  it('touches nothing that it should not', async () => {
    await mkdir(place.folder, { mode: 0o700 });
    await symlink('nowhere', config());
    await expect(writeSshConfig(place, '')).rejects.toMatchObject({ code: 'ssh-config/unwritable' });
    expect(await readlink(config())).toBe('nowhere');
    await rm(config());
    await mkdir(config());
    await expect(writeSshConfig(place, '')).rejects.toMatchObject({ code: 'ssh-config/unwritable' });
    await rm(config(), { recursive: true });
    await giveConfig(OWN);
    await expect(writeSshConfig({ ...place, uid: 12_345 }, '')).rejects.toMatchObject({
      detail: expect.stringContaining('belongs to somebody else') as string,
    });
    expect(await readFile(config(), 'latin1')).toBe(OWN);
  });

  it('keeps what else lies in its folder', async () => {
    await writeSshConfig(place, '');
    await writeFile(path.join(place.folder, 'sallyport', 'notes'), 'mine');
    await removeSshConfig(place);
    expect(await readdir(path.join(place.folder, 'sallyport'))).toEqual(['notes']);
  });
});

describe('the Include line', () => {
  it('comes and goes without a trace, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        expect(removeInclude(addInclude(text))).toBe(removeInclude(text));
        expect(addInclude(addInclude(text))).toBe(addInclude(text));
      }),
    );
  });

  it('is known in other spellings, and nothing else is', () => {
    for (const line of ['include "~/.ssh/sallyport/config"', '  Include = sallyport/config  '])
      expect(removeInclude(`${line}\nHost a\n`)).toBe('Host a\n');
    for (const line of [
      'Include sallyport/config other',
      '# Include sallyport/config',
      'Include sallyport/configs',
    ])
      expect(removeInclude(`${line}\n`)).toBe(`${line}\n`);
  });
});
