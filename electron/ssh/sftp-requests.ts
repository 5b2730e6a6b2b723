// Questions to an SFTP server: each with a deadline, answered or failed in any case. Below sftp.
import type { SFTPWrapper } from 'ssh2';
import type { AppError, AppErrorCode } from '../../shared/app-error.ts';
import { withDeadline } from '../base/deadline.ts';
import { plainLine } from './plain-text.ts';
import {
  LARGE_REQUEST_BYTES,
  type RemoteHandle,
  remoteHandle,
  SMALL_REQUEST_BYTES,
} from './remote-handle.ts';
import { sftpError } from './sftp-error.ts';
import type { SshChannels } from './ssh-channels.ts';
import { lostError, timeoutError } from './ssh-error.ts';

export type Done<T> = (error: Error | undefined | null, value: T) => void;

export interface SftpQuestion<T> {
  readonly path: string;
  /** For words: "could not be removed". */
  readonly deed: string;
  readonly signal: AbortSignal;
  /** What status 4 (failure) means here; `files/failed` when absent. */
  readonly failure?: AppErrorCode;
  /** Disposes of an answer that nobody waits for any more. */
  readonly late?: (value: T) => void;
}

/** A network file system of the target that has to wake up; after that nobody waits any more. */
const ANSWER_MS = 30_000;

export class SftpRequests {
  /** Settles when nothing can be asked any more; never rejects. */
  readonly ended: Promise<void>;
  readonly #sftp: SFTPWrapper;
  readonly #channels: SshChannels;
  #settleEnded: () => void = () => undefined;
  #isOver = false;

  constructor(sftp: SFTPWrapper, channels: SshChannels) {
    this.#sftp = sftp;
    this.#channels = channels;
    this.ended = new Promise((resolve) => (this.#settleEnded = resolve));
    const over = (): void => {
      this.#end();
    };
    sftp.once('close', over);
    // A server that breaks the protocol: ssh2 closes the channel itself.
    sftp.on('error', over);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** `send` asks ssh2 and passes the callback. Rejects with AppError. */
  ask<T>(question: SftpQuestion<T>, send: (done: Done<T>) => void): Promise<T> {
    const { path, deed, signal, failure, late } = question;
    const start = (inner: AbortSignal): Promise<T> =>
      new Promise((resolve, reject) => {
        if (this.#isOver) {
          reject(this.#channels.lostBy() ?? lostError(new Error('It was closed.')));
          return;
        }
        this.#channels.gatherQuestions();
        send((error, value) => {
          if (error !== undefined && error !== null) reject(sftpError(error, path, deed, failure));
          else if (inner.aborted) late?.(value);
          else resolve(value);
        });
      });
    const tooLate = (): AppError => {
      // One question after the other is answered: a server that hangs answers none. A new channel has a new server.
      if (!this.#isOver) this.#sftp.end();
      this.#end();
      return timeoutError(`An answer about ${plainLine(path)}`);
    };
    return withDeadline(start, ANSWER_MS, signal, tooLate, this.#channels.clock);
  }

  #end(): void {
    this.#isOver = true;
    this.#settleEnded();
  }

  /** Whether the server has an extension; ssh2 throws when it is asked for one that it has not. */
  offers(extension: string, version: string): boolean {
    const { _extensions: offered } = this.#sftp as unknown as { _extensions: Record<string, string> };
    return offered[extension] === version;
  }

  remote(handle: Buffer, path: string): RemoteHandle {
    const requestBytes = this.offers('limits@openssh.com', '1') ? LARGE_REQUEST_BYTES : SMALL_REQUEST_BYTES;
    const { gatherWrites } = this.#channels;
    const isOver = (): boolean => this.#isOver;
    return remoteHandle({ sftp: this.#sftp, handle, path, requestBytes, isOver, gatherWrites });
  }

  /** Free for this user where the file is; null when the server does not tell. Never rejects. */
  async freeBytes(path: string): Promise<number | null> {
    if (!this.offers('statvfs@openssh.com', '2')) return null;
    const { signal } = new AbortController();
    try {
      const { f_bavail: blocks, f_frsize: blockBytes } = await this.ask<Record<string, unknown>>(
        { path, deed: 'found', signal },
        (done) => {
          this.#sftp.ext_openssh_statvfs(path, done);
        },
      );
      return typeof blocks === 'number' && typeof blockBytes === 'number' ? blocks * blockBytes : null;
    } catch {
      // Asked to explain a failure; the failure itself is told then.
      return null;
    }
  }
}
