// What is written here, in a folder where others may have laid something in the way.
import { chmod, chown, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localSide } from './copy-sides.ts';

let folder: string;
let part: string;
let precious: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-sides-'));
  part = path.join(folder, '.film.1-2.part');
  precious = path.join(folder, 'precious');
  await writeFile(precious, 'precious');
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (text: string, from: number): Promise<void> => {
  await pipeline([text], await localSide.write(part, from, 0o644));
};

it('writes through no link that waits under the name of the part', async () => {
  await symlink(precious, part);
  await write('from afar', 0);
  expect(await readFile(precious, 'utf8')).toBe('precious');
  expect(await readFile(part, 'utf8')).toBe('from afar');
  await rm(part);
  await symlink(precious, part);
  await expect(write('more', 8)).rejects.toMatchObject({ code: 'files/failed' });
  expect(await readFile(precious, 'utf8')).toBe('precious');
});

it('shows nobody else a file that is not whole, and then gives it its permissions', async () => {
  await writeFile(part, 'older');
  await chmod(part, 0o666);
  await write('begun', 0);
  await write(', ended', 5);
  expect((await stat(part)).mode & 0o777).toBe(0o600);
  const whole = path.join(folder, 'film');
  await localSide.replace(part, whole, 0o666);
  expect(await readFile(whole, 'utf8')).toBe('begun, ended');
  expect((await stat(whole)).mode & 0o777).toBe(0o666 & ~process.umask());
});

it.runIf(process.getuid?.() === 0)('goes on with no part that another user has made', async () => {
  await write('begun', 0);
  await chown(part, 12_345, 12_345);
  await expect(write('more', 5)).rejects.toMatchObject({
    message: expect.stringContaining('somebody else') as string,
  });
});
