// Notices that a program has saved a file: written in place, or another one renamed into its place, as many editors do.
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../base/atomic-file.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';

/** A save is several writes, or a removal and a rename: it is over when nothing happens for so long. */
const SETTLE_MS = 300;
/** What the system does not tell (a network folder, no watches left) is seen by looking. */
const LOOK_MS = 5_000;

export interface SaveWatchParts {
  /** Its folder exists and holds nothing else of interest. */
  readonly file: string;
  readonly clock: Clock;
  readonly log: Log;
  /** It is not as it was, perhaps only its time. Once at the beginning as well: what came before is not missed. */
  readonly onSaved: () => void;
}

/** Returns the function that stops it. */
export function watchSaves({ file, clock, log, onSaved }: SaveWatchParts): () => void {
  let told: string | null = null;
  let before: string | null = null;
  let isStopped = false;
  let stopTimer: () => void = () => undefined;
  const look = async (): Promise<void> => {
    const now = await traits(file);
    if (isStopped) return;
    const isSettled = now === before;
    before = now;
    // Missing: between the two halves of a save.
    if (isSettled && now !== null && now !== told) {
      told = now;
      onSaved();
    }
    next(isSettled ? LOOK_MS : SETTLE_MS);
  };
  const next = (ms: number): void => {
    stopTimer();
    stopTimer = clock.after(ms, () => void look());
  };
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(path.dirname(file), { persistent: false }, () => {
      if (!isStopped) next(SETTLE_MS);
    });
    watcher.on('error', (error) => {
      log.warn('A folder is no longer watched; it is looked at instead.', { error });
    });
  } catch (error) {
    log.warn('A folder cannot be watched; it is looked at instead.', { error });
  }
  void look();
  return () => {
    isStopped = true;
    stopTimer();
    watcher?.close();
  };
}

async function traits(file: string): Promise<string | null> {
  try {
    const { size, mtimeMs, ino } = await stat(file);
    return [size, mtimeMs, ino].join(' ');
  } catch (error) {
    // Whatever it is that cannot be looked at has not been saved; reading it will say why.
    return errorCode(error) === 'ENOENT' ? null : errorCode(error);
  }
}
