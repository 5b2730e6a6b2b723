// One file from the target to this computer: under the name of its part until it is whole, so that nobody ever sees
// half a file, and gone on with where it stopped when the very same version is asked for again.
import { constants } from 'node:fs';
import { type FileHandle, link, open, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { errorCode, renamePatiently } from '../base/atomic-file.ts';
import { isLost, localError } from './local-error.ts';
import type { MoreSessions } from './more-sessions.ts';
import type { OpenParts } from './part-name.ts';
import { PARALLEL_FROM_BYTES, readInParallel } from './read-in-parallel.ts';
import type { RemoteFiles } from './remote-files.ts';

export interface DownloadRequest {
  readonly from: string;
  /** Its folder exists. */
  readonly to: string;
  /** `create` fails with `files/exists` when something is there by the time that the file is whole. */
  readonly then: 'create' | 'replace';
  readonly parts: OpenParts;
  /** Where one session is slower than the way to the target; null: it is not. */
  readonly more?: MoreSessions | null;
  readonly signal: AbortSignal;
  /** How many bytes of the file are here; less than before when it begins anew. */
  readonly onPosition: (bytes: number) => void;
}

const { O_RDWR, O_CREAT, O_EXCL } = constants;
/** Missing on Windows, where nobody can lay a link without being an administrator. */
const O_NOFOLLOW = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
/** After a power cut the end of a part may be zeros: that much is fetched again. */
const RESUME_MARGIN_BYTES = 1024 * 1024;

/** Rejects with AppError. After `ssh/lost` the part stays and the same call goes on with it; else it is removed. */
export async function downloadFile(remote: RemoteFiles, request: DownloadRequest): Promise<void> {
  const { from, to, signal } = request;
  const version = await remote.stat(from, signal);
  const { size, modifiedAt, mode } = version;
  if (version.kind !== 'file') throw new AppError('files/changed', `${from} is no longer a file.`);
  const folder = path.dirname(to);
  const taken = request.parts.take(folder, { from, size, modifiedAt });
  const part = path.join(folder, taken.name);
  try {
    const { file, isNew } = await openPart(part);
    try {
      await fill(remote, file, request, { size, isNew });
      if (process.platform !== 'win32') await file.chmod(modeHere(mode));
      if (modifiedAt !== null) await file.utimes(modifiedAt / 1000, modifiedAt / 1000);
    } finally {
      await file.close();
    }
    await giveName(part, to, request.then);
  } catch (error) {
    if (!isLost(error)) await rm(part, { force: true });
    throw localError(error, to, 'written');
  } finally {
    taken.release();
  }
}

/** Nobody else reads it before it is whole. */
async function openPart(part: string): Promise<{ readonly file: FileHandle; readonly isNew: boolean }> {
  const asNew = (): Promise<FileHandle> => open(part, O_RDWR | O_CREAT | O_EXCL, 0o600);
  try {
    return { file: await asNew(), isNew: true };
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const file = await open(part, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  if ((await file.stat()).nlink === 1) return { file, isNew: false };
  // It got its name, and the power went before it lost this one: going on would write to the file that is whole.
  await file.close();
  await rm(part);
  return { file: await asNew(), isNew: true };
}

async function fill(
  remote: RemoteFiles,
  file: FileHandle,
  { from, signal, onPosition, more = null }: DownloadRequest,
  { size, isNew }: { readonly size: number; readonly isNew: boolean },
): Promise<void> {
  let position = 0;
  if (!isNew) {
    const here = await file.stat();
    position = here.size > size ? 0 : Math.max(0, here.size - RESUME_MARGIN_BYTES);
    await file.truncate(position);
  }
  onPosition(position);
  // Files without a size (/proc) are read to their end; others to the size they had, so that a log that grows ends.
  const range = { from: position, to: size === 0 ? null : size, size };
  const stream: AsyncIterable<unknown> =
    more !== null && size - position >= PARALLEL_FROM_BYTES
      ? readInParallel(remote, more, { path: from, from: position, to: size, signal })
      : await remote.read(from, range, signal);
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    let written = 0;
    while (written < bytes.length)
      written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
    position += bytes.length;
    onPosition(position);
  }
  if (position < size) throw new AppError('files/changed', `${from} became shorter while it was copied.`);
}

async function giveName(part: string, to: string, then: DownloadRequest['then']): Promise<void> {
  if (then === 'replace') await renamePatiently(part, to);
  else if (await isLinked(part, to)) await unlink(part);
  else await moveToNew(part, to);
}

/** Takes the name, or fails when somebody else has. False where links cannot be made, or are not for everybody. */
async function isLinked(part: string, to: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  try {
    await link(part, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    return false;
  }
}

/**
 * A rename alone would replace what is there: the name is taken first. Of many small files that is the most expensive
 * step: it makes another file for each, and ext4 writes one that takes another's place to the disk at once.
 */
async function moveToNew(part: string, to: string): Promise<void> {
  const taken = await open(to, 'wx', 0o600);
  await taken.close();
  try {
    await renamePatiently(part, to);
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  }
}

/** What can be run there can be run here; who else may read it is decided here. */
function modeHere(mode: number): number {
  return 0o600 | (mode & 0o777 & ~process.umask());
}
