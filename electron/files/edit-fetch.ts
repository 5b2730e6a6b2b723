// A file of the target into the folder of its edit.
import { chmod } from 'node:fs/promises';
import { downloadFile } from './download-file.ts';
import { type EditRecord, hashOf } from './edit-record.ts';
import type { LastingRemote } from './lasting-remote.ts';
import { localError } from './local-error.ts';
import type { OpenParts } from './part-name.ts';

export interface EditFetch {
  readonly from: string;
  readonly to: string;
  readonly parts: OpenParts;
  readonly signal: AbortSignal;
  readonly onPosition: (doneBytes: number, totalBytes: number) => void;
}

/** Answers with the version that it is. Rejects with AppError. */
export async function fetchEdit(
  remote: LastingRemote,
  { from, to, parts, signal, onPosition }: EditFetch,
): Promise<Pick<EditRecord, 'base' | 'there'>> {
  const base = await remote.run(async (files) => {
    const { size, modifiedAt } = await files.stat(from, signal);
    await downloadFile(files, {
      ...{ from, to, parts, signal },
      then: 'replace',
      onPosition: (doneBytes) => {
        onPosition(doneBytes, Math.max(size, doneBytes));
      },
    });
    return { size, modifiedAt };
  }, signal);
  try {
    // What can be run there is only read here.
    await chmod(to, 0o600);
    return { base, there: await hashOf(to) };
  } catch (error) {
    throw localError(error, to, 'written');
  }
}
