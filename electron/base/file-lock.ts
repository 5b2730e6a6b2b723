// One process at a time for a change of a file that several programs of ours write (the app and `sallyport`).
import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { delay } from './abort.ts';
import { errorCode } from './atomic-file.ts';
import type { Clock } from './clock.ts';

/**
 * A change takes some milliseconds; a lock this old belongs to a process that was killed. So does one that is this far in
 * the future, as after the clock was set back: it would be waited for until then.
 */
const STALE_LOCK_MS = 10_000;
const LOCK_WAIT_MS = 25;
const NEVER = new AbortController().signal;

/** Runs `change` while `<file>.lock` is ours. Not for what takes seconds. Rejects with what `change` rejects with. */
export async function withFileLock<T>(file: string, clock: Clock, change: () => Promise<T>): Promise<T> {
  const unlock = await lock(`${file}.lock`, clock);
  try {
    return await change();
  } finally {
    await unlock();
  }
}

async function lock(file: string, clock: Clock): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await make(file);
      return () => rm(file, { force: true });
    } catch (error) {
      // Read-only, no space: the change itself will say what is wrong.
      if (errorCode(error) !== 'EEXIST') return () => Promise.resolve();
    }
    if (await isStale(file)) await removeStale(file);
    else await delay(LOCK_WAIT_MS, NEVER, clock);
  }
}

async function make(file: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  await handle.close();
}

async function isStale(file: string): Promise<boolean> {
  const age = await stat(file).then(({ mtimeMs }) => Math.abs(Date.now() - mtimeMs), () => 0); // prettier-ignore
  return age > STALE_LOCK_MS;
}

/**
 * Of several who wait only one at a time looks again and removes: else a slow one would remove the lock that a fast one has
 * made by then. Whoever is killed in between leaves a file that is stale in its turn.
 */
async function removeStale(file: string): Promise<void> {
  const removing = `${file}.stale`;
  try {
    await make(removing);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      if (await isStale(removing)) await rm(removing, { force: true });
      return;
    }
  }
  if (await isStale(file)) await rm(file, { force: true });
  await rm(removing, { force: true });
}
