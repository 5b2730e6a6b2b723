// How many files of a transfer are under way at once: many small ones, a few large ones.
import { inParallel } from './in-parallel.ts';
import { Permits } from './permits.ts';
import type { PlannedFile } from './transfer-plan.ts';

/** Small files cost round trips, not bytes. */
const FILES_AT_ONCE = 32;
/** One of these fills the way by itself, and holds up to two windows of it in memory. */
const LARGE_BYTES = 256 * 1024;
const LARGE_AT_ONCE = 8;

/** Settles when all that was begun has settled; rejects with the first error, and begins nothing after it. */
export async function copyPlanned(
  files: readonly PlannedFile[],
  copy: (file: PlannedFile) => Promise<void>,
): Promise<void> {
  const large = new Permits(LARGE_AT_ONCE);
  await inParallel(files, FILES_AT_ONCE, (file) =>
    file.size < LARGE_BYTES ? copy(file) : large.with(() => copy(file)),
  );
}
