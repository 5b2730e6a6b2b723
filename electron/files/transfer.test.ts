// Files up and down against OpenSSH's own sshd, with connections that break on the way.
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOver, type MovingFiles, startMovingFiles, tree } from './fixtures/moving-files.ts';

let moving: MovingFiles;
beforeAll(async () => {
  moving = await startMovingFiles();
});
afterAll(() => moving.close());

test('a folder goes up and comes back as it was: names, bytes, times, permissions, nothing else', async () => {
  const source = await moving.freshFolder('project');
  await mkdir(moving.local('project', 'ä deep', 'er'), { recursive: true });
  await writeFile(moving.local('project', 'run.sh'), '#!/bin/sh\n');
  await chmod(moving.local('project', 'run.sh'), 0o755);
  await writeFile(moving.local('project', 'empty'), '');
  await writeFile(moving.local('project', 'ä deep', 'er', 'big'), randomBytes(5_000_001));
  for (let index = 0; index < 120; index += 1)
    await writeFile(moving.local('project', 'ä deep', `small ${index}`), randomBytes(300));
  await mkdir(moving.there('in'));
  const sent = await moving.until(moving.up([source], moving.there('in')), isOver);
  expect(sent).toMatchObject({ phase: { kind: 'done' }, totalFiles: 123, doneFiles: 123, leftOut: [] });
  expect(sent.doneBytes).toBe(sent.totalBytes);
  expect(await tree(moving.there('in', 'project'))).toEqual(await tree(source));
  expect((await stat(moving.there('in', 'project', 'run.sh'))).mode & 0o777).toBe(0o755);
  const back = await moving.freshFolder('back');
  const fetched = await moving.until(moving.down([moving.there('in', 'project')], back), isOver);
  expect(fetched).toMatchObject({ phase: { kind: 'done' }, doneFiles: 123, leftOut: [] });
  expect(await tree(path.join(back, 'project'))).toEqual(await tree(source));
  const [first, last] = await Promise.all([
    stat(moving.local('project', 'run.sh')),
    stat(path.join(back, 'project', 'run.sh')),
  ]);
  expect(Math.floor(last.mtimeMs / 1000)).toBe(Math.floor(first.mtimeMs / 1000));
  expect(last.mode & 0o100).toBe(0o100);
});

test('a download that breaks waits, says why, and goes on with the bytes it has', async () => {
  const bytes = randomBytes(96 * 1024 * 1024);
  await writeFile(moving.there('large'), bytes);
  const folder = await moving.freshFolder('broken');
  const before = moving.sockets.length;
  const id = moving.down([moving.there('large')], folder);
  await moving.until(id, ({ doneBytes }) => doneBytes > 8_000_000);
  moving.sockets.at(-1)?.destroy();
  const waiting = await moving.until(id, ({ phase }) => phase.kind === 'waiting');
  // At once: it goes on in a moment.
  const [part = ''] = readdirSync(folder);
  const had = statSync(path.join(folder, part)).size;
  expect(waiting.phase).toMatchObject({ reason: expect.stringContaining('connection') as string });
  expect(had).toBeGreaterThan(7_000_000);
  let lowest = Number.POSITIVE_INFINITY;
  const stop = moving.transfers.onUpdate(() => {
    if (moving.sockets.length > before + 1) lowest = Math.min(lowest, moving.get(id).doneBytes);
  });
  expect(await moving.until(id, isOver)).toMatchObject({ phase: { kind: 'done' }, doneBytes: bytes.length });
  stop();
  // Not begun anew.
  expect(lowest).toBeGreaterThan(had - 1_100_000);
  expect(await readdir(folder)).toEqual(['large']);
  expect((await readFile(path.join(folder, 'large'))).equals(bytes)).toBe(true);
});

test('an upload that breaks goes on as well, and is seen under its name only when it is whole', async () => {
  const bytes = randomBytes(96 * 1024 * 1024);
  await writeFile(moving.local('to-send'), bytes);
  await mkdir(moving.there('arrivals'));
  const id = moving.up([moving.local('to-send')], moving.there('arrivals'));
  await moving.until(id, ({ doneBytes }) => doneBytes > 12_000_000);
  moving.sockets.at(-1)?.destroy();
  await moving.until(id, ({ phase }) => phase.kind === 'waiting');
  const [part = ''] = readdirSync(moving.there('arrivals'));
  expect(part).toMatch(/^\.sallyport-.*\.part$/);
  expect(await moving.until(id, isOver)).toMatchObject({ phase: { kind: 'done' } });
  expect(await readdir(moving.there('arrivals'))).toEqual(['to-send']);
  expect((await readFile(moving.there('arrivals', 'to-send'))).equals(bytes)).toBe(true);
});

test('where nothing comes any more the rate is seen to fall, and no time is promised', async () => {
  const folder = await moving.freshFolder('still');
  const id = moving.down([moving.there('large')], folder);
  await moving.until(id, ({ doneBytes }) => doneBytes > 1_000_000);
  moving.sockets.at(-1)?.pause();
  let told = moving.get(id);
  const stop = moving.transfers.onUpdate(({ upserts }) => {
    told = upserts.find((each) => each.id === id) ?? told;
  });
  await expect
    .poll(() => told)
    .toMatchObject({ phase: { kind: 'moving' }, bytesPerSecond: 0, remainingMs: null });
  stop();
  moving.sockets.at(-1)?.resume();
  await moving.transfers.cancel(id);
});

test('cancelling leaves nothing behind, on either side', async () => {
  const folder = await moving.freshFolder('cancelled');
  const fetching = moving.down([moving.there('large')], folder);
  await moving.until(fetching, ({ doneBytes }) => doneBytes > 1_000_000);
  await moving.transfers.cancel(fetching);
  expect(moving.get(fetching).phase.kind).toBe('cancelled');
  expect(await readdir(folder)).toEqual([]);
  await mkdir(moving.there('cancelled'));
  const sending = moving.up([moving.local('to-send')], moving.there('cancelled'));
  await moving.until(sending, ({ doneBytes }) => doneBytes > 1_000_000);
  await moving.transfers.cancel(sending);
  expect(await readdir(moving.there('cancelled'))).toEqual([]);
});
