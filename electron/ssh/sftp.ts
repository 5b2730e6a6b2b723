// The files of a target (SFTP, version 3 with OpenSSH's extensions): folders, names, permissions, and files as streams.
// Opened by ssh-client; it ends with its connection.
import type { Readable, Writable } from 'node:stream';
import type { FileEntry, SFTPWrapper, Stats } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import { type RemoteEntry, remoteEntry, type RemoteFile, remoteFile } from './remote-file.ts';
import { SFTP_STATUS, sftpStatus } from './sftp-error.ts';
import { SftpReader } from './sftp-reader.ts';
import { type SftpQuestion, SftpRequests } from './sftp-requests.ts';
import { SftpWriter, type WriteMode, type WriteOptions } from './sftp-writer.ts';
import type { SshChannels } from './ssh-channels.ts';

/** SSH_FXF_ of draft-ietf-secsh-filexfer-02, 6.3. */
const OPEN = { read: 1, write: 2, create: 8, truncate: 16, exclusive: 32 } as const;
const WRITE_FLAGS: Readonly<Record<WriteMode, number>> = {
  create: OPEN.write | OPEN.create | OPEN.exclusive,
  replace: OPEN.write | OPEN.create | OPEN.truncate,
  keep: OPEN.write | OPEN.create,
};
const PERMISSION_BITS = 0o7777;

/** Every call rejects with AppError: `files/…`, `ssh/lost`, `ssh/timeout`, `cancelled` by its signal. */
export class Sftp {
  /** Settles when nothing can be asked any more: closed, or the connection is gone. Never rejects. */
  readonly ended: Promise<void>;
  readonly #sftp: SFTPWrapper;
  readonly #channels: SshChannels;
  readonly #requests: SftpRequests;

  constructor(sftp: SFTPWrapper, channels: SshChannels) {
    this.#sftp = sftp;
    this.#channels = channels;
    this.#requests = new SftpRequests(sftp, channels);
    this.ended = this.#requests.ended;
  }

  /** What is in a folder, as the server gives it: page by page, in its order, each name once, without `.` and `..`. */
  async *list(path: string, signal: AbortSignal): AsyncGenerator<readonly RemoteEntry[], undefined> {
    const sftp = this.#sftp;
    const close = (late: Buffer): void => {
      if (!this.#requests.isOver) sftp.close(late, () => undefined);
    };
    const opening = { path, deed: 'opened', signal, late: close };
    const handle = await this.#requests.ask<Buffer>(opening, (done) => {
      sftp.opendir(path, done);
    });
    // What is put in place anew while its folder is read (as editors save) may be met twice: POSIX leaves that open.
    const told = new Set<string>();
    try {
      for (;;) {
        const page = await this.#page(path, handle, signal);
        if (page === null) return undefined;
        const entries = page.map(remoteEntry).filter((entry) => entry !== null);
        yield entries.filter(({ name }) => !told.has(name) && told.add(name));
      }
    } finally {
      close(handle);
    }
  }

  /** Follows links. */
  async stat(path: string, signal: AbortSignal): Promise<RemoteFile> {
    const answer = await this.#requests.ask<Stats>({ path, deed: 'found', signal }, (done) => {
      this.#sftp.stat(path, done);
    });
    return remoteFile(answer);
  }

  async lstat(path: string, signal: AbortSignal): Promise<RemoteFile> {
    const answer = await this.#requests.ask<Stats>({ path, deed: 'found', signal }, (done) => {
      this.#sftp.lstat(path, done);
    });
    return remoteFile(answer);
  }

  /** Absolute, without links; of `.` it is the folder that one begins in. */
  realpath(path: string, signal: AbortSignal): Promise<string> {
    return this.#requests.ask({ path, deed: 'found', signal }, (done) => {
      this.#sftp.realpath(path, done);
    });
  }

  /** Where a link points, as it was written. */
  readlink(path: string, signal: AbortSignal): Promise<string> {
    return this.#requests.ask({ path, deed: 'read', signal }, (done) => {
      this.#sftp.readlink(path, done);
    });
  }

  /** Fails with `files/exists` when something is there. */
  mkdir(path: string, signal: AbortSignal): Promise<void> {
    return this.#change({ path, deed: 'made', signal, failure: 'files/exists' }, (done) => {
      this.#sftp.mkdir(path, done);
    });
  }

  /** Fails with `files/not-empty`. */
  rmdir(path: string, signal: AbortSignal): Promise<void> {
    return this.#change({ path, deed: 'removed', signal, failure: 'files/not-empty' }, (done) => {
      this.#sftp.rmdir(path, done);
    });
  }

  /** A file or a link, not a folder. */
  remove(path: string, signal: AbortSignal): Promise<void> {
    return this.#change({ path, deed: 'removed', signal }, (done) => {
      this.#sftp.unlink(path, done);
    });
  }

  /**
   * `replace`: what is at `to` is replaced in one step (posix-rename), where the server can. Fails with `files/exists`
   * when it cannot, or was not asked to.
   */
  rename(from: string, to: string, replace: boolean, signal: AbortSignal): Promise<void> {
    if (replace && this.#requests.offers('posix-rename@openssh.com', '1'))
      return this.#change({ path: from, deed: 'renamed', signal }, (done) => {
        this.#sftp.ext_openssh_rename(from, to, done);
      });
    return this.#change({ path: from, deed: 'renamed', signal, failure: 'files/exists' }, (done) => {
      this.#sftp.rename(from, to, done);
    });
  }

  /** `mode`: the lower twelve bits. */
  chmod(path: string, mode: number, signal: AbortSignal): Promise<void> {
    return this.#change({ path, deed: 'changed', signal }, (done) => {
      this.#sftp.chmod(path, mode & PERMISSION_BITS, done);
    });
  }

  /** `modifiedAt` in epoch milliseconds; SFTP keeps whole seconds. */
  setModified(path: string, modifiedAt: number, signal: AbortSignal): Promise<void> {
    const seconds = Math.floor(modifiedAt / 1000);
    return this.#change({ path, deed: 'changed', signal }, (done) => {
      this.#sftp.utimes(path, seconds, seconds, done);
    });
  }

  /**
   * Bytes `from` (inclusive) to `to` (exclusive; null: the end). `size` as a listing gave it saves a question, and may
   * be out of date. The signal cancels opening and reading.
   */
  async read(
    path: string,
    range: { readonly from: number; readonly to: number | null; readonly size?: number },
    signal: AbortSignal,
  ): Promise<Readable> {
    const handle = await this.#open({ path, deed: 'opened', signal }, OPEN.read, null);
    const size = range.size ?? (await this.#sizeOf(path, handle, signal));
    const { clock, traffic } = this.#channels;
    const onBytes = (count: number): void => {
      traffic.down += count;
    };
    const remote = this.#requests.remote(handle, path);
    return endedBy(signal, new SftpReader({ ...range, handle: remote, size, clock, onBytes }));
  }

  /**
   * `finish` comes when the far side has taken every byte and closed the file. Fails with `files/exists` for `create`,
   * `files/no-space` when its disk is full.
   */
  async write(path: string, options: WriteOptions, signal: AbortSignal): Promise<Writable> {
    const { mode, from, permissions, marks = null } = options;
    const failure = mode === 'create' ? 'files/exists' : 'files/failed';
    const question = { path, deed: 'opened', signal, failure } as const;
    const handle = await this.#open(question, WRITE_FLAGS[mode], permissions);
    const { clock, traffic } = this.#channels;
    const onBytes = (count: number): void => {
      traffic.up += count;
    };
    const remote = this.#requests.remote(handle, path);
    const explain = (error: unknown): Promise<Error> => this.#explainWrite(error, path);
    return endedBy(signal, new SftpWriter({ handle: remote, from, marks, clock, onBytes, explain }));
  }

  close(): void {
    if (!this.#requests.isOver) this.#sftp.end();
  }

  async #page(path: string, handle: Buffer, signal: AbortSignal): Promise<FileEntry[] | null> {
    try {
      // The types know ssh2's readdir only with a path; with a handle it reads one page.
      return await this.#requests.ask<FileEntry[]>({ path, deed: 'read', signal }, (done) => {
        this.#sftp.readdir(handle, done);
      });
    } catch (error) {
      if (error instanceof AppError && sftpStatus(error.cause) === SFTP_STATUS.endOfFile) return null;
      throw error;
    }
  }

  #open(question: SftpQuestion<Buffer>, flags: number, permissions: number | null): Promise<Buffer> {
    const late = (handle: Buffer): void => {
      this.#sftp.close(handle, () => undefined);
    };
    return this.#requests.ask<Buffer>({ ...question, late }, (done) => {
      const attributes = permissions === null ? {} : { mode: permissions & PERMISSION_BITS };
      // ssh2 takes the numbers of the protocol as well as Node's words, which cannot say `keep`.
      this.#sftp.open(question.path, flags, attributes, done);
    });
  }

  async #sizeOf(path: string, handle: Buffer, signal: AbortSignal): Promise<number> {
    const answer = await this.#requests.ask<Stats>({ path, deed: 'read', signal }, (done) => {
      this.#sftp.fstat(handle, done);
    });
    return remoteFile(answer).size;
  }

  #change(
    question: SftpQuestion<undefined>,
    send: (done: (error?: Error | null) => void) => void,
  ): Promise<void> {
    return this.#requests.ask<undefined>(question, (done) => {
      send((error) => {
        done(error, undefined);
      });
    });
  }

  async #explainWrite(error: unknown, path: string): Promise<Error> {
    const failed = error instanceof Error ? error : new Error(String(error));
    const isFailure = failed instanceof AppError && sftpStatus(failed.cause) === SFTP_STATUS.failure;
    if (!isFailure || (await this.#requests.freeBytes(path)) !== 0) return failed;
    return new AppError('files/no-space', 'The disk of the target is full.', { detail: path, cause: error });
  }
}

function endedBy<T extends Readable | Writable>(signal: AbortSignal, stream: T): T {
  const stop = onAbort(signal, () => {
    stream.destroy(cancelledError());
  });
  stream.once('close', () => {
    stop();
  });
  return stream;
}
