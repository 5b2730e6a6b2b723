// The two sides of `sallyport cp`, local and remote, in one shape: looked at, listed, read and written.
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, opendir, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { AppError } from '../../shared/app-error.ts';
import { errorCode, renamePatiently } from '../base/atomic-file.ts';
import { localNameProblem } from '../files/file-name.ts';
import type { MoreSessions } from '../files/more-sessions.ts';
import { PARALLEL_FROM_BYTES, readInParallel } from '../files/read-in-parallel.ts';
import type { RemoteFile } from '../ssh/remote-file.ts';
import type { Sftp } from '../ssh/sftp.ts';

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  /** Lower nine bits. */
  readonly permissions: number;
  /** Whole seconds. */
  readonly modifiedAt: number;
}

export interface CopySide {
  /** For people: "web-1:notes". */
  describe(file: string): string;
  join(folder: string, name: string): string;
  baseName(file: string): string;
  folderOf(file: string): string;
  /** Follows links. Null when nothing is there. */
  look(file: string): Promise<FileFacts | null>;
  /** Without links, so that a loop of them is noticed. */
  real(file: string): Promise<string>;
  /** Names, one step each. */
  list(folder: string): AsyncIterable<string>;
  makeFolder(folder: string): Promise<void>;
  read(file: string, from: number, size: number): Promise<Readable>;
  /** `from` 0 begins anew. */
  write(file: string, from: number, permissions: number): Promise<Writable>;
  /** `permissions` where nobody else could look in before. */
  replace(from: string, to: string, permissions: number): Promise<void>;
}

export const localSide: CopySide = {
  describe: (file) => file,
  join: (folder, name) => {
    const problem = localNameProblem(name, process.platform);
    if (problem !== null)
      throw new AppError('files/failed', `"${name}" cannot be the name of a file here.`, { detail: problem });
    return path.join(folder, name);
  },
  baseName: (file) => path.basename(path.resolve(file)),
  folderOf: (file) => path.dirname(path.resolve(file)),
  look: (file) =>
    told(file, async () => {
      try {
        return localFacts(await stat(file));
      } catch (error) {
        if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error))) throw error;
        // A link that leads nowhere is in the way of what would be written.
        const isThere = await lstat(file).then(() => true, () => false); // prettier-ignore
        return isThere ? { kind: 'other', size: 0, permissions: 0, modifiedAt: 0 } : null;
      }
    }),
  real: (file) => told(file, () => realpath(file)),
  async *list(folder) {
    for await (const { name } of await told(folder, () => opendir(folder))) yield name;
  },
  makeFolder: async (folder) => {
    await told(folder, () => mkdir(folder));
  },
  read: (file, from) =>
    told(file, async () => {
      // A fifo would hold us for ever; it was none a moment ago.
      const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      return handle.createReadStream({ start: from, highWaterMark: 256 * 1024 });
    }),
  write: (file, from) =>
    told(file, async () => {
      const handle = from === 0 ? await openNew(file) : await openAgain(file);
      return handle.createWriteStream({ start: from });
    }),
  replace: (from, to, permissions) =>
    told(to, async () => {
      if (process.platform !== 'win32') await givePermissions(from, permissions & ~process.umask());
      await renamePatiently(from, to);
    }),
};

const { O_RDWR, O_CREAT, O_EXCL } = constants;
/** Missing on Windows, where nobody can lay a link without being an administrator. */
const O_NOFOLLOW = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;

/**
 * The name of a part can be foretold, and in a folder that others may write to (/tmp) somebody could have put a link there,
 * to a file of ours. Nobody else reads it before it is whole.
 */
async function openNew(file: string): Promise<FileHandle> {
  await rm(file, { force: true });
  return await open(file, O_RDWR | O_CREAT | O_EXCL, 0o600);
}

/** To go on with it: not where the beginning is somebody else's, who could read the rest as well. */
async function openAgain(file: string): Promise<FileHandle> {
  const handle = await open(file, O_RDWR | O_NOFOLLOW);
  const facts = await handle.stat();
  if (facts.isFile() && (process.getuid === undefined || facts.uid === process.getuid())) return handle;
  await handle.close();
  throw new AppError('files/failed', `${file} was made by somebody else.`, {
    detail: 'Without --resume the copy begins anew.',
  });
}

async function givePermissions(file: string, mode: number): Promise<void> {
  const handle = await open(file, O_RDWR | O_NOFOLLOW);
  try {
    await handle.chmod(mode);
  } catch (error) {
    // File systems without such permissions (FAT, some shares) say no; who may read there is said elsewhere.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(errorCode(error))) throw error;
  } finally {
    await handle.close();
  }
}

/** `more`: where one session is slower than the way to the target; null: it is not. */
export function remoteSide(
  sftp: Sftp,
  targetName: string,
  more: MoreSessions | null,
  signal: AbortSignal,
): CopySide {
  const posix = path.posix;
  return {
    describe: (file) => `${targetName}:${file}`,
    join: (folder, name) => posix.join(folder, name),
    baseName: (file) => posix.basename(file),
    folderOf: (file) => posix.dirname(file),
    look: async (file) => {
      try {
        return remoteFacts(await sftp.stat(file, signal));
      } catch (error) {
        if (error instanceof AppError && error.code === 'files/not-found') return null;
        throw error;
      }
    },
    real: (file) => sftp.realpath(file, signal),
    async *list(folder) {
      for await (const page of sftp.list(folder, signal)) for (const { name } of page) yield name;
    },
    makeFolder: (folder) => sftp.mkdir(folder, signal),
    read: async (file, from, size) =>
      more !== null && size - from >= PARALLEL_FROM_BYTES
        ? Readable.from(readInParallel(sftp, more, { path: file, from, to: size, signal }), {
            objectMode: false,
          })
        : await sftp.read(file, { from, to: null, size }, signal),
    write: (file, from, permissions) =>
      sftp.write(file, { mode: from === 0 ? 'replace' : 'keep', from, permissions }, signal),
    replace: (from, to) => sftp.rename(from, to, true, signal),
  };
}

function localFacts(stats: Stats): FileFacts {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  const modifiedAt = Math.floor(stats.mtimeMs / 1000);
  return { kind, size: stats.size, permissions: stats.mode & 0o777, modifiedAt };
}

function remoteFacts({ kind, size, mode, modifiedAt }: RemoteFile): FileFacts {
  return {
    kind: kind === 'link' ? 'other' : kind,
    size,
    permissions: mode & 0o777,
    modifiedAt: Math.floor((modifiedAt ?? 0) / 1000),
  };
}

const CODES: Readonly<Record<string, AppError['code']>> = {
  ENOENT: 'files/not-found',
  EACCES: 'files/access-denied',
  EPERM: 'files/access-denied',
  EEXIST: 'files/exists',
  ENOSPC: 'files/no-space',
  EDQUOT: 'files/no-space',
};

async function told<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw localError(error, file);
  }
}

/** What this computer says of one of its files. */
export function localError(error: unknown, file: string): AppError {
  if (error instanceof AppError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new AppError(CODES[errorCode(error)] ?? 'files/failed', `${file} could not be used.`, {
    detail,
    cause: error,
  });
}
