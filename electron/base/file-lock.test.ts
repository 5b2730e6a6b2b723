import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { withFileLock } from './file-lock.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-lock-'));
  file = path.join(folder, 'not yet there', 'pins.json');
});
afterEach(() => rm(folder, { recursive: true }));

it('lets one change after the other, also when one fails, and leaves no lock', async () => {
  let running = 0;
  let most = 0;
  const change = async (fails: boolean): Promise<void> => {
    most = Math.max(most, ++running);
    await sleep(20);
    running -= 1;
    if (fails) throw new Error('on purpose');
  };
  const all = [false, true, false, false].map((fails) =>
    withFileLock(file, systemClock, () => change(fails)),
  );
  const results = await Promise.allSettled(all);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(most).toBe(1);
  expect(await readdir(path.dirname(file))).toEqual([]);
});

it.each([
  ['killed', -60],
  ['killed before the clock was set back', 3_600],
])('waits for no process that was %s', async (_what, seconds) => {
  await withFileLock(file, systemClock, () => Promise.resolve());
  await writeFile(`${file}.lock`, '');
  const then = Date.now() / 1000 + seconds;
  await utimes(`${file}.lock`, then, then);
  const ours = await withFileLock(file, systemClock, async () => (await stat(`${file}.lock`)).mtimeMs);
  expect(Math.abs(ours - Date.now())).toBeLessThan(30_000);
});
