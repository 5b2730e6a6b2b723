// What was learnt about targets, for a command line that works without the app: the app's own file, opened for each change
// anew, one process at a time.
import { open, rm, stat } from 'node:fs/promises';
import type { TargetId } from '../../shared/ids.ts';
import { delay } from '../base/abort.ts';
import { errorCode } from '../base/atomic-file.ts';
import type { Clock } from '../base/clock.ts';
import type { KnownTargets } from '../connection/known-targets.ts';
import { openKnownTargets, type StoredKnownTargets } from '../library/known-targets.ts';

/** A change takes some milliseconds; a lock this old belongs to a process that was killed. */
const STALE_LOCK_MS = 10_000;
const LOCK_WAIT_MS = 25;
const NEVER = new AbortController().signal;

/** An app that is open meanwhile has its own copy in memory, and writes that. */
export async function knownTargetsFile(file: string, clock: Clock): Promise<KnownTargets> {
  let current = await openKnownTargets({ file, clock });
  const change = async (run: (stored: StoredKnownTargets) => Promise<void>): Promise<void> => {
    const unlock = await lock(`${file}.lock`, clock);
    try {
      current = await openKnownTargets({ file, clock });
      await run(current);
      await current.settled();
    } finally {
      await unlock();
    }
  };
  return {
    find: (id) => current.find(id),
    noteWay: async (id: TargetId, way) => {
      // The usual case: nothing is new.
      if (JSON.stringify(current.find(id)?.way) === JSON.stringify(way)) return;
      await change((stored) => stored.noteWay(id, way));
    },
    pinHostKey: (id, key) => change((stored) => stored.pinHostKey(id, key)),
    forgetHostKeys: (id) => change((stored) => stored.forgetHostKeys(id)),
  };
}

async function lock(file: string, clock: Clock): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      // No folder yet, read-only: the change itself will say what is wrong.
      if (errorCode(error) !== 'EEXIST') return () => Promise.resolve();
    }
    const age = await stat(file).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0); // prettier-ignore
    if (age > STALE_LOCK_MS) await rm(file, { force: true });
    else await delay(LOCK_WAIT_MS, NEVER, clock);
  }
}
