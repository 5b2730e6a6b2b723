import type * as fsPromises from 'node:fs/promises';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { withFileLock } from './file-lock.ts';

let pauseMs = 0;
function pauseAfterNextStat(ms: number): void {
  pauseMs = ms;
}
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof fsPromises>();
  const slowStat = async (of: string): Promise<unknown> => {
    const facts = await fs.stat(of);
    const ms = pauseMs;
    pauseMs = 0;
    if (ms > 0) await sleep(ms);
    return facts;
  };
  return { ...fs, stat: slowStat };
});

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

it('leaves the lock of another alone that was made while it looked at an old one', async () => {
  await withFileLock(file, systemClock, () => Promise.resolve());
  const then = Date.now() / 1000 - 60;
  await writeFile(`${file}.lock`, '');
  await utimes(`${file}.lock`, then, then);
  const order: string[] = [];
  const change = (name: string) => async () => {
    order.push(`${name} begins`);
    await sleep(200);
    order.push(`${name} ends`);
  };
  pauseAfterNextStat(50);
  const slow = withFileLock(file, systemClock, change('slow'));
  await sleep(10);
  await withFileLock(file, systemClock, change('fast'));
  await slow;
  expect(order).toEqual(['fast begins', 'fast ends', 'slow begins', 'slow ends']);
  expect(await readdir(path.dirname(file))).toEqual([]);
});
