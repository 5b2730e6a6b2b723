// What is asked again, and what a refusal leaves behind: the next ask begins anew.
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { LastingRemote } from './lasting-remote.ts';
import type { RemoteFiles } from './remote-files.ts';

const { signal } = new AbortController();
const lost = new AppError('ssh/lost', 'It was lost.');

function start(open: (count: number) => Promise<RemoteFiles>) {
  const clock = new ManualClock();
  const letGo: RemoteFiles[] = [];
  let opened = 0;
  const remote = new LastingRemote({
    open: () => open((opened += 1)),
    letGo: (files) => letGo.push(files),
    onLost: () => undefined,
    onBack: () => undefined,
    clock,
  });
  /** Time passes until it settles. */
  const settled = async <T>(asked: Promise<T>): Promise<T> => {
    let isOver = false;
    const over = (): void => void (isOver = true);
    asked.then(over, over);
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1_000);
    }
    return await asked;
  };
  return { remote, letGo, settled, opened: () => opened };
}

const files = (name: string): RemoteFiles => ({ name }) as unknown as RemoteFiles;

test('a connection that is refused is asked for anew by the next ask', async () => {
  const refused = new AppError('files/unavailable', 'No SFTP.');
  const { remote, settled, opened } = start((count) =>
    count === 1 ? Promise.reject(refused) : Promise.resolve(files('second')),
  );
  await expect(settled(remote.run(() => Promise.resolve('done'), signal))).rejects.toBe(refused);
  expect(await settled(remote.run(() => Promise.resolve('done'), signal))).toBe('done');
  expect(opened()).toBe(2);
});

test('given up after so many losses, the next ask gets a new connection and as much patience', async () => {
  const { remote, letGo, settled, opened } = start((count) => Promise.resolve(files(`${count}`)));
  const asked: RemoteFiles[] = [];
  const losing = (each: RemoteFiles): Promise<never> => {
    asked.push(each);
    return Promise.reject(lost);
  };
  await expect(settled(remote.run(losing, signal))).rejects.toBe(lost);
  const patience = asked.length;
  expect(patience).toBeGreaterThan(1);
  // None of them is kept, and each was asked once.
  expect(new Set(asked).size).toBe(patience);
  expect(letGo).toEqual(asked);
  await expect(settled(remote.run(losing, signal))).rejects.toBe(lost);
  expect(asked.length).toBe(2 * patience);
  expect(opened()).toBe(2 * patience);
});

test('an ask that fails by itself leaves the connection to the next one', async () => {
  const { remote, settled, opened } = start(() => Promise.resolve(files('only')));
  const denied = new AppError('files/access-denied', 'Not you.');
  await expect(settled(remote.run(() => Promise.reject(denied), signal))).rejects.toBe(denied);
  expect(await settled(remote.run((each) => Promise.resolve(each), signal))).toEqual(files('only'));
  expect(opened()).toBe(1);
});
