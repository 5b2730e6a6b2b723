// The `sallyport` command in PATH: made, found, taken away; what is not ours stays.
import { mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { makeCommandLink, type CommandLinkParts } from './command-link.ts';
import { commandLineWords, launcherOf } from './command-line-place.ts';

let home: string;
const LAUNCHER = '/opt/Sallyport/resources/command-line/bin/sallyport';
const bin = (): string => path.join(home, '.local', 'bin');
const linkFor = (change: Partial<CommandLinkParts> = {}) =>
  makeCommandLink({
    isPackaged: true,
    resourcesFolder: '/opt/Sallyport/resources',
    appImage: undefined,
    platform: 'linux',
    home,
    searchPath: `/usr/bin:${bin()}`,
    ...change,
  });

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'link-'));
  onTestFinished(() => rm(home, { recursive: true }));
});

test('on makes one link, off takes it away, and nothing else is there', async () => {
  const link = linkFor();
  const file = path.join(bin(), 'sallyport');
  expect(await link.state()).toEqual({ kind: 'off', link: file });
  expect(await link.switchTo('on')).toEqual({ kind: 'on', link: file, found: 'in-path' });
  expect(await readlink(file)).toBe(LAUNCHER);
  expect(await readdir(bin())).toEqual(['sallyport']);
  expect(await linkFor({ searchPath: '/usr/bin' }).state()).toMatchObject({ found: 'not-in-path' });
  expect(await link.switchTo('off')).toEqual({ kind: 'off', link: file });
  expect(await readdir(bin())).toEqual([]);
});

test('somebody else’s program of that name stays, and is told', async () => {
  await mkdir(bin(), { recursive: true });
  await writeFile(path.join(bin(), 'sallyport'), 'mine');
  await expect(linkFor().switchTo('on')).rejects.toMatchObject({ code: 'command-link/taken' });
  await expect(linkFor().switchTo('off')).rejects.toMatchObject({ code: 'command-link/taken' });
  await rm(path.join(bin(), 'sallyport'));
  await symlink('/usr/bin/true', path.join(bin(), 'sallyport'));
  await expect(linkFor().switchTo('off')).rejects.toMatchObject({ code: 'command-link/taken' });
  expect(await readlink(path.join(bin(), 'sallyport'))).toBe('/usr/bin/true');
});

test('a link to a copy of the app that was moved is made right', async () => {
  await mkdir(bin(), { recursive: true });
  await symlink('/old/resources/command-line/bin/sallyport', path.join(bin(), 'sallyport'));
  expect(await linkFor().state()).toMatchObject({ kind: 'off' });
  expect(await linkFor().switchTo('on')).toMatchObject({ kind: 'on' });
  expect(await readlink(path.join(bin(), 'sallyport'))).toBe(LAUNCHER);
});

test('a folder that cannot be written to: the one line to do it by hand', async () => {
  await writeFile(path.join(home, 'file'), '');
  const link = linkFor({ platform: 'darwin', macFolder: path.join(home, 'file') });
  await expect(link.switchTo('on')).rejects.toMatchObject({
    code: 'command-link/unwritable',
    detail: `By hand, in a terminal: sudo ln -sf '${LAUNCHER}' '${path.join(home, 'file', 'sallyport')}'`,
  });
});

test('a checkout and an AppImage have none; Windows is told the folder', async () => {
  expect(await linkFor({ isPackaged: false }).state()).toEqual({ kind: 'unavailable', why: 'checkout' });
  expect(await linkFor({ appImage: '/home/anna/S.AppImage' }).switchTo('on')).toEqual({
    kind: 'unavailable',
    why: 'app-image',
  });
  const windows = { platform: 'win32', resourcesFolder: 'C:\\Sallyport\\resources' } as const;
  expect(await linkFor(windows).switchTo('on')).toEqual({
    kind: 'by-folder',
    folder: 'C:\\Sallyport\\resources\\command-line\\bin',
  });
  const facts = { isPackaged: true, appImage: undefined, ...windows };
  expect(launcherOf(facts)).toBe('C:\\Sallyport\\resources\\command-line\\bin\\sallyport.cmd');
  expect(commandLineWords(facts)).toEqual([
    'C:\\Sallyport\\resources\\command-line\\node.exe',
    'C:\\Sallyport\\resources\\command-line\\out\\main\\cli.js',
  ]);
});
