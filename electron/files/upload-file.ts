// One file from this computer to the target: under the name of its part until it is whole, then renamed in one step;
// gone on with where it stopped when the same version is sent again.
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { posix } from 'node:path';
import { finished } from 'node:stream/promises';
import { AppError } from '../../shared/app-error.ts';
import { isLost, localError } from './local-error.ts';
import type { OpenParts } from './part-name.ts';
import type { RemoteFiles } from './remote-files.ts';

export interface UploadRequest {
  readonly from: string;
  /** Its folder exists. */
  readonly to: string;
  readonly then: 'create' | 'replace';
  /** Its permissions there; null leaves them to the target. */
  readonly mode: number | null;
  /** Who signed in there: a part that is somebody else's is not gone on with. Null when not known. */
  readonly ownUid: number | null;
  readonly parts: OpenParts;
  /** When all has arrived, before it gets its name. What it throws is thrown, and the part removed. */
  readonly beforeNaming?: (remote: RemoteFiles) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onPosition: (bytes: number) => void;
}

/** Requests under way when the connection broke may have left a hole: at most one window of them. */
const RESUME_MARGIN_BYTES = 2 * 1024 * 1024;
/** It is asked at once; who cancels does not wait for the answer of a target that hangs. */
const TIDY_MS = 5_000;
/** A file is read in pieces of this size. */
const READ_BYTES = 256 * 1024;

/** What the part is to become. */
interface Whole {
  readonly size: number;
  readonly marks: { readonly permissions: number | null; readonly modifiedAt: number };
}

/** Rejects with AppError. After `ssh/lost` the part stays and the same call goes on with it; else it is removed. */
export async function uploadFile(remote: RemoteFiles, request: UploadRequest): Promise<void> {
  const { from, to } = request;
  const file = await open(from, 'r').catch((error: unknown) => {
    throw localError(error, from, 'opened');
  });
  try {
    const { size, mtimeMs } = await file.stat();
    const folder = posix.dirname(to);
    const taken = request.parts.take(folder, { from, size, modifiedAt: mtimeMs });
    const part = posix.join(folder, taken.name);
    try {
      const permissions = request.mode === null ? null : request.mode & 0o777;
      await send(remote, file, part, { size, marks: { permissions, modifiedAt: mtimeMs } }, request);
      await request.beforeNaming?.(remote);
      await giveName(remote, part, request);
    } catch (error) {
      // The signal of the transfer may have aborted: tidying up has one of its own.
      if (!isLost(error)) await remote.remove(part, AbortSignal.timeout(TIDY_MS)).catch(() => undefined);
      throw localError(error, from, 'sent');
    } finally {
      taken.release();
    }
  } finally {
    await file.close();
  }
}

async function send(
  remote: RemoteFiles,
  file: FileHandle,
  part: string,
  whole: Whole,
  request: UploadRequest,
): Promise<void> {
  const { onPosition } = request;
  const { size } = whole;
  const { stream, position: begun } = await beginPart(remote, part, whole, request);
  const written = finished(stream);
  // Also what comes of it while nobody waits for it.
  written.catch(() => undefined);
  onPosition(begun);
  try {
    for (let position = begun; position < size; onPosition(position)) {
      const piece = Buffer.allocUnsafe(Math.min(READ_BYTES, size - position));
      const { bytesRead } = await file.read(piece, 0, piece.length, position);
      if (bytesRead === 0)
        throw new AppError('files/changed', `${request.from} became shorter while it was copied.`);
      position += bytesRead;
      // The stream ends with the signal by itself.
      if (!stream.write(piece.subarray(0, bytesRead))) await Promise.race([once(stream, 'drain'), written]);
    }
    stream.end();
    await written;
  } catch (error) {
    stream.destroy();
    throw error;
  }
  const now = await file.stat();
  if (now.size !== size) throw new AppError('files/changed', `${request.from} changed while it was copied.`);
}

async function beginPart(
  remote: RemoteFiles,
  part: string,
  { size, marks }: Whole,
  { ownUid, signal }: UploadRequest,
): Promise<{ readonly stream: Awaited<ReturnType<RemoteFiles['write']>>; readonly position: number }> {
  const first = { mode: 'create', from: 0, permissions: 0o600, marks } as const;
  try {
    return { stream: await remote.write(part, first, signal), position: 0 };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'files/exists') throw error;
  }
  const there = await remote.lstat(part, signal);
  if (there.kind !== 'file' || there.size > size || (ownUid !== null && there.uid !== ownUid)) {
    await remote.remove(part, signal);
    return { stream: await remote.write(part, first, signal), position: 0 };
  }
  const position = Math.max(0, there.size - RESUME_MARGIN_BYTES);
  const stream = await remote.write(part, { mode: 'keep', from: position, permissions: null, marks }, signal);
  return { stream, position };
}

async function giveName(
  remote: RemoteFiles,
  part: string,
  { to, then, signal }: UploadRequest,
): Promise<void> {
  try {
    await remote.rename(part, to, then === 'replace', signal);
  } catch (error) {
    if (then === 'create' || !(error instanceof AppError) || error.code !== 'files/exists') throw error;
    // A server that cannot replace in one step.
    await remote.remove(to, signal);
    await remote.rename(part, to, false, signal);
  }
}
