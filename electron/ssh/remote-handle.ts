// An open file of the target, with reads and writes at any place. Between sftp and its two streams.
import type { SFTPWrapper } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { SFTP_STATUS, sftpError, sftpStatus } from './sftp-error.ts';
import { lostError } from './ssh-error.ts';

/** What a file gets when all of its bytes are there. */
export interface FileMarks {
  /** The lower twelve bits; null leaves them as they are. */
  readonly permissions: number | null;
  /** Epoch milliseconds; SFTP keeps whole seconds. */
  readonly modifiedAt: number;
}

/**
 * Every call rejects with AppError. Requests about one file are done in the order in which they were made (draft-ietf-
 * secsh-filexfer-02, 6.1): nobody has to wait for the writes before marking, nor for that before closing.
 */
export interface RemoteHandle {
  /** How much to ask for, or send, in one request. */
  readonly requestBytes: number;
  /** At most `length` bytes, perhaps fewer; null at the end of the file. */
  read(offset: number, length: number): Promise<Buffer | null>;
  /** All of `bytes`, which may be used again at once. */
  write(offset: number, bytes: Buffer): Promise<void>;
  mark(marks: FileMarks): Promise<void>;
  close(): Promise<void>;
}

/** What every server takes is 32 KiB with its head. */
export const SMALL_REQUEST_BYTES = 31 * 1024;
/** OpenSSH since 8.5 takes 255 KiB and says so (limits@openssh.com); a request of this size costs us a third less. */
export const LARGE_REQUEST_BYTES = 127 * 1024;

type Settle<T> = (error: Error | undefined | null, value: T) => void;

export interface RemoteHandleOptions {
  readonly sftp: SFTPWrapper;
  readonly handle: Buffer;
  readonly path: string;
  readonly requestBytes: number;
  /** Nothing is answered any more: ssh2 would wait for ever. */
  readonly isOver: () => boolean;
  readonly gatherWrites: () => void;
}

export function remoteHandle(options: RemoteHandleOptions): RemoteHandle {
  const { sftp, handle, path, requestBytes, isOver, gatherWrites } = options;
  const ask = <T>(deed: string, send: (settle: Settle<T>) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (isOver()) {
        reject(lostError(null));
        return;
      }
      gatherWrites();
      send((error, value) => {
        if (error === undefined || error === null) resolve(value);
        else reject(sftpError(error, path, deed));
      });
    });
  return {
    requestBytes,
    read: (offset, length) =>
      ask<Buffer | null>('read', (settle) => {
        sftp.read(handle, Buffer.allocUnsafe(length), 0, length, offset, (error, count, data) => {
          // ssh2 makes nothing read of the end of the file, unless asked; both are the end.
          if (sftpStatus(error) === SFTP_STATUS.endOfFile) settle(null, null);
          else settle(error, count === 0 ? null : data);
        });
      }),
    write: (offset, bytes) =>
      ask<void>('written', (settle) => {
        sftp.write(handle, bytes, 0, bytes.length, offset, (error) => {
          settle(error, undefined);
        });
      }),
    mark: async ({ permissions, modifiedAt }) => {
      const seconds = Math.floor(modifiedAt / 1000);
      const attributes = {
        ...(permissions === null ? {} : { mode: permissions & 0o7777 }),
        ...{ atime: seconds, mtime: seconds },
      };
      const changed = (send: (done: (error?: Error | null) => void) => void): Promise<void> =>
        ask<void>('changed', (settle) => {
          send((error) => {
            settle(error, undefined);
          });
        });
      try {
        await changed((done) => {
          sftp.fsetstat(handle, attributes, done);
        });
      } catch (error) {
        // Some servers know it by name only.
        if (!(error instanceof AppError) || sftpStatus(error.cause) !== SFTP_STATUS.unsupported) throw error;
        await changed((done) => {
          sftp.setstat(path, attributes, done);
        });
      }
    },
    close: () =>
      ask<void>('closed', (settle) => {
        sftp.close(handle, (error) => {
          settle(error, undefined);
        });
      }),
  };
}
