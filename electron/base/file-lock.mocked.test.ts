import type * as fsPromises from 'node:fs/promises';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { withFileLock } from './file-lock.ts';

interface Held {
  /** The facts are there, and not yet told to who asked. */
  readonly reached: () => void;
  readonly released: Promise<void>;
}
let held: Held | null = null;
/** Who asks next looks at the file now and hears of it later. */
function holdNextStat() {
  let [reached, release]: (() => void)[] = [];
  const isReached = new Promise<void>((resolve) => (reached = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  held = { reached: () => reached?.(), released };
  return { isReached, release: () => release?.() };
}
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof fsPromises>();
  const slowStat = async (of: string): Promise<unknown> => {
    const mine = held;
    held = null;
    const facts = await fs.stat(of);
    mine?.reached();
    await mine?.released;
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
  const { isReached, release } = holdNextStat();
  const change = (name: string) => async () => {
    order.push(`${name} begins`);
    release();
    await sleep(200);
    order.push(`${name} ends`);
  };
  const slow = withFileLock(file, systemClock, change('slow'));
  await isReached;
  await withFileLock(file, systemClock, change('fast'));
  await slow;
  expect(order).toEqual(['fast begins', 'fast ends', 'slow begins', 'slow ends']);
  expect(await readdir(path.dirname(file))).toEqual([]);
});
