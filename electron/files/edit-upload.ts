// Brings a saved edit to the target: whole or not at all where that can be, and never over what somebody else wrote
// there meanwhile.
import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { FileVersion } from '../../shared/files.ts';
import { freeName } from './file-name.ts';
import type { LastingRemote } from './lasting-remote.ts';
import { localError } from './local-error.ts';
import type { OpenParts } from './part-name.ts';
import type { RemoteFacts, RemoteFiles } from './remote-files.ts';
import { uploadFile } from './upload-file.ts';
import { foundRemotely, uidOfHome } from './upload-way.ts';
import { writeOver } from './write-over.ts';

export interface EditUpload {
  /** On this computer. */
  readonly from: string;
  /** On the target, without links. */
  readonly to: string;
  /** What is expected there; null: nothing. */
  readonly base: FileVersion | null;
  readonly parts: OpenParts;
  readonly signal: AbortSignal;
}

export type EditUploaded =
  | { readonly kind: 'uploaded'; readonly base: FileVersion }
  /** Something else than expected is there, and stays; null: nothing is. */
  | { readonly kind: 'changed'; readonly there: FileVersion | null };

/** Rejects with AppError. A lost connection is waited for, and the same asked again. */
export async function uploadEdit(remote: LastingRemote, upload: EditUpload): Promise<EditUploaded> {
  const { from, to, signal } = upload;
  let isOverwriting = false;
  return await remote.run(async (files) => {
    const own = await versionHere(from);
    const check = async (): Promise<RemoteFacts | null> => {
      const there = await foundRemotely(files, to, signal);
      const isExpected =
        isSame(there, upload.base) ||
        // The answer to the rename was lost with the connection: it is ours.
        isSame(there, own) ||
        // Ours as well: cut short with the connection.
        (isOverwriting && there !== null);
      if (!isExpected) throw new ChangedThere(there);
      return there;
    };
    try {
      const there = await check();
      if (there !== null && there.kind !== 'file')
        throw new AppError('files/exists', `${to} is no longer a file.`);
      const ownUid = await uidOfHome(files, signal);
      const over = async (): Promise<void> => {
        isOverwriting = true;
        await writeOver(files, { from, to, signal });
      };
      const isOthers = there !== null && ownUid !== null && there.uid !== null && there.uid !== ownUid;
      // Another file in its place would be ours from then on.
      if (isOthers) await over();
      else await replace(files, upload, there, ownUid, check, over);
      const { size, modifiedAt } = await files.stat(to, signal);
      return { kind: 'uploaded', base: { size, modifiedAt } };
    } catch (error) {
      if (error instanceof ChangedThere) return { kind: 'changed', there: error.there };
      throw error;
    }
  }, signal);
}

/** A free name beside a taken one. */
export async function nameBeside(remote: LastingRemote, path: string, signal: AbortSignal): Promise<string> {
  const beside = (name: string): string => posix.join(posix.dirname(path), name);
  const isFree = (name: string): Promise<boolean> =>
    remote.run(async (files) => (await foundRemotely(files, beside(name), signal)) === null, signal);
  return beside(await freeName(posix.basename(path), 2, isFree));
}

class ChangedThere extends AppError {
  readonly there: FileVersion | null;

  constructor(there: RemoteFacts | null) {
    super('files/exists', 'It changed on the target.');
    this.there = there === null ? null : { size: there.size, modifiedAt: there.modifiedAt };
  }
}

async function replace(
  files: RemoteFiles,
  { from, to, parts, signal }: EditUpload,
  there: RemoteFacts | null,
  ownUid: number | null,
  check: () => Promise<unknown>,
  over: () => Promise<void>,
): Promise<void> {
  try {
    await uploadFile(files, {
      ...{ from, to, parts, signal, ownUid },
      then: there === null ? 'create' : 'replace',
      // Set-user-id does not survive a change of what would run: the same happens to a file that is written to.
      mode: there === null ? null : there.mode & 0o777,
      beforeNaming: async () => void (await check()),
      onPosition: () => undefined,
    });
  } catch (error) {
    // A folder where this user may make nothing, with a file that he may write.
    if (there === null || !(error instanceof AppError) || error.code !== 'files/access-denied') throw error;
    await over();
  }
}

async function versionHere(file: string): Promise<FileVersion> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { size, modifiedAt: Math.floor(mtimeMs / 1000) * 1000 };
  } catch (error) {
    throw localError(error, file, 'read');
  }
}

function isSame(there: FileVersion | null, expected: FileVersion | null): boolean {
  if (there === null || expected === null) return there === expected;
  return there.size === expected.size && there.modifiedAt === expected.modifiedAt;
}
