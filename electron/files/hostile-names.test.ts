// What is in the way, cannot be copied, or must not be followed: against OpenSSH's own sshd.
import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOver, type MovingFiles, startMovingFiles, tree } from './fixtures/moving-files.ts';
import { readFolder } from './read-folder.ts';
import { removeTree } from './remove-tree.ts';

const run = promisify(execFile);
const { signal } = new AbortController();
let moving: MovingFiles;
beforeAll(async () => {
  moving = await startMovingFiles();
});
afterAll(() => moving.close());

beforeAll(async () => {
  await mkdir(moving.there('project'));
  await writeFile(moving.there('project', 'file'), 'x');
  await writeFile(moving.there('large'), 'large');
});

test('what is there already is asked about, once when so wished', async () => {
  await mkdir(moving.there('many'));
  const folder = await moving.freshFolder('many');
  for (const name of ['a.txt', 'b.txt', 'c.txt']) {
    await writeFile(moving.there('many', name), 'new');
    await writeFile(path.join(folder, name), 'old');
  }
  const sources = ['a.txt', 'b.txt', 'c.txt'].map((name) => moving.there('many', name));
  const replaced = moving.down([sources[0] ?? ''], folder);
  const asking = await moving.until(replaced, ({ phase }) => phase.kind === 'asking');
  expect(asking.phase).toMatchObject({
    conflict: { name: 'a.txt', coming: { size: 3 }, there: { size: 3 } },
  });
  moving.transfers.answer(replaced, 'replace', false);
  await moving.until(replaced, isOver);
  expect(await readFile(path.join(folder, 'a.txt'), 'utf8')).toBe('new');
  const kept = moving.down(sources, folder);
  await moving.until(kept, ({ phase }) => phase.kind === 'asking');
  moving.transfers.answer(kept, 'keep-both', true);
  await moving.until(kept, isOver);
  expect((await readdir(folder)).sort()).toEqual(
    ['a (2).txt', 'a.txt', 'b (2).txt', 'b.txt', 'c (2).txt', 'c.txt'].sort(),
  );
  expect(await readFile(path.join(folder, 'b.txt'), 'utf8')).toBe('old');
  const skipped = moving.up([path.join(folder, 'b.txt')], moving.there('many'));
  await moving.until(skipped, ({ phase }) => phase.kind === 'asking');
  moving.transfers.answer(skipped, 'skip', false);
  await moving.until(skipped, isOver);
  expect(await readFile(moving.there('many', 'b.txt'), 'utf8')).toBe('new');
});

test('loops, devices, pipes, links to nothing and hostile names are left out and told', async () => {
  const odd = moving.there('odd');
  await mkdir(path.join(odd, 'inner'), { recursive: true });
  await symlink('..', path.join(odd, 'inner', 'loop'));
  await symlink('/dev/zero', path.join(odd, 'device'));
  await symlink('nothing', path.join(odd, 'broken'));
  await run('mkfifo', [path.join(odd, 'pipe')]);
  await writeFile(path.join(odd, 'good'), 'good');
  await symlink('good', path.join(odd, 'link'));
  for (const name of ['CON', 'a:b', 'dot.', 'Good', '..\\..\\escape'])
    await writeFile(path.join(odd, name), '');
  const folder = await moving.freshFolder('odd-here');
  const ended = await moving.until(moving.down([odd], folder, 'win32'), isOver);
  expect(ended.phase.kind).toBe('done');
  const names = ended.leftOut.map(({ name }) => name).sort();
  expect(names).toHaveLength(9);
  expect(names).toEqual(
    expect.arrayContaining([
      'odd/CON',
      'odd/a:b',
      'odd/dot.',
      'odd/..\\..\\escape',
      'odd/pipe',
      'odd/device',
      'odd/broken',
      'odd/inner/loop',
    ]) as string[],
  );
  expect(ended.leftOut.find(({ name }) => name === 'odd/CON')?.why).toContain('device');
  expect(
    Object.keys(await tree(folder))
      .map((name) => name.toLowerCase())
      .sort(),
  ).toEqual(['odd/good', 'odd/link']);
});

test('a link in the way is no way out of the chosen folder', async () => {
  const outside = await moving.freshFolder('outside');
  const folder = await moving.freshFolder('inside');
  await symlink(outside, path.join(folder, 'project'));
  const ended = await moving.until(moving.down([moving.there('project')], folder), isOver);
  expect(ended.leftOut[0]).toMatchObject({ name: 'project' });
  expect(await readdir(outside)).toEqual([]);
  await symlink(path.join(outside, 'victim'), path.join(folder, 'large'));
  const replacing = moving.down([moving.there('large')], folder);
  await moving.until(replacing, ({ phase }) => phase.kind === 'asking');
  moving.transfers.answer(replacing, 'replace', true);
  await moving.until(replacing, isOver);
  expect(await readdir(outside)).toEqual([]);
  expect((await lstat(path.join(folder, 'large'))).isFile()).toBe(true);
});

test('a file that cannot be read does not end the others; a chosen one that is not there does', async () => {
  const missing = await moving.until(moving.down([moving.there('nowhere')], moving.local()), isOver);
  expect(missing.phase).toMatchObject({ kind: 'failed', error: { code: 'files/not-found' } });
  const gone = await moving.until(moving.up([moving.local('nowhere')], moving.there()), isOver);
  expect(gone.phase).toMatchObject({ kind: 'failed', error: { code: 'files/local-not-found' } });
});

test('a folder is read with its links followed, and deleted without following them', async () => {
  const listing = await readFolder(moving.remote, moving.there('odd'), signal);
  expect(listing.path).toBe(moving.there('odd'));
  expect(listing.items.find(({ name }) => name === 'link')).toMatchObject({
    kind: 'file',
    linkTo: 'good',
    size: 4,
  });
  expect(listing.items.find(({ name }) => name === 'broken')).toMatchObject({ kind: 'broken-link' });
  expect(listing.items.find(({ name }) => name === 'pipe')).toMatchObject({ kind: 'other', linkTo: null });
  await symlink(moving.there('many'), path.join(moving.there('odd'), 'to-many'));
  await removeTree(moving.remote, moving.there('odd'), signal);
  await expect(lstat(moving.there('odd'))).rejects.toThrow('ENOENT');
  expect(await readdir(moving.there('many'))).toContain('a.txt');
});
