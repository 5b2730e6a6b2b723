// A file of the target into the folder of its edit: whole and in one step, so that a program that has the one before it
// open never sees half of it.
import { chmod, rm } from 'node:fs/promises';
import { renamePatiently } from '../base/atomic-file.ts';
import { downloadFile } from './download-file.ts';
import { type EditRecord, hashOf } from './edit-record.ts';
import type { LastingRemote } from './lasting-remote.ts';
import { localError } from './local-error.ts';
import type { OpenParts } from './part-name.ts';

export interface EditFetch {
  readonly from: string;
  /** Where it lies until it is whole; on the disk of `to`. */
  readonly fresh: string;
  readonly to: string;
  readonly parts: OpenParts;
  readonly signal: AbortSignal;
  readonly onPosition: (doneBytes: number, totalBytes: number) => void;
}

/** Answers with the version that is at `to` then. Rejects with AppError; what was at `to` is there still. */
export async function fetchEdit(
  remote: LastingRemote,
  { from, fresh, to, parts, signal, onPosition }: EditFetch,
): Promise<Pick<EditRecord, 'base' | 'there'>> {
  const base = await remote.run(async (files) => {
    const { size, modifiedAt } = await files.stat(from, signal);
    await downloadFile(files, {
      ...{ from, to: fresh, parts, signal },
      then: 'replace',
      onPosition: (doneBytes) => {
        onPosition(doneBytes, Math.max(size, doneBytes));
      },
    });
    return { size, modifiedAt };
  }, signal);
  try {
    // What can be run there is only read here.
    await chmod(fresh, 0o600);
    const there = await hashOf(fresh);
    await renamePatiently(fresh, to);
    return { base, there };
  } catch (error) {
    await rm(fresh, { force: true });
    throw localError(error, to, 'written');
  }
}
