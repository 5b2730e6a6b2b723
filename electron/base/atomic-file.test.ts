import { mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFileAtomically } from './atomic-file.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-atomic-'));
  file = path.join(folder, 'token.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('leaves one whole text when several write at once', async () => {
  const texts = Array.from({ length: 12 }, (_, index) => String(index % 10).repeat(1_000_000 + index));
  await Promise.all(texts.map((text) => writeFileAtomically(file, text)));
  expect(texts).toContain(await readFile(file, 'utf8'));
  expect(await readdir(folder)).toEqual(['token.json']);
});

it('writes through no link that waits beside it', async () => {
  await writeFile(path.join(folder, 'precious'), 'precious');
  await symlink('precious', `${file}.tmp`);
  await writeFileAtomically(file, 'text');
  expect(await readFile(path.join(folder, 'precious'), 'utf8')).toBe('precious');
});

it('takes away what a killed process left, when it is old and of this file', async () => {
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  const old = [
    'token.json.9999999.0a1b2c3d.tmp',
    'token.json.tmp',
    'token.json.old',
    'other.json.1.0a1b2c3d.tmp',
  ];
  const young = 'token.json.9999999.ffffffff.tmp';
  for (const name of [...old, young]) await writeFile(path.join(folder, name), 'half');
  for (const name of old) await utimes(path.join(folder, name), twoDaysAgo, twoDaysAgo);
  await writeFileAtomically(file, 'text');
  expect((await readdir(folder)).sort()).toEqual([...old.slice(1), young, 'token.json'].sort());
});

it('leaves nothing behind when it cannot be written', async () => {
  const taken = path.join(folder, 'folder');
  await writeFileAtomically(path.join(taken, 'inside'), 'x');
  await expect(writeFileAtomically(taken, 'text')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['folder']);
});
