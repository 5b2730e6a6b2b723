// The files of a target, as far as browsing and moving them needs: what electron/ssh offers, seen from here.
import type { Readable, Writable } from 'node:stream';

export interface RemoteFacts {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; 0 when not told. */
  readonly size: number;
  /** The lower twelve bits. */
  readonly mode: number;
  /** Epoch milliseconds, whole seconds; null when not told. */
  readonly modifiedAt: number | null;
  readonly uid: number | null;
}

export interface RemoteItem extends RemoteFacts {
  /** One step of a path: never empty, `.` or `..`, without `/`. */
  readonly name: string;
  readonly owner: string | null;
  readonly group: string | null;
}

/** Every call rejects with AppError: `files/…`, `ssh/lost`, `ssh/timeout`, `cancelled`. Paths are absolute, with `/`. */
export interface RemoteFiles {
  /** Settles when nothing can be asked any more; never rejects. */
  readonly ended: Promise<void>;
  list(path: string, signal: AbortSignal): AsyncGenerator<readonly RemoteItem[], undefined>;
  stat(path: string, signal: AbortSignal): Promise<RemoteFacts>;
  lstat(path: string, signal: AbortSignal): Promise<RemoteFacts>;
  realpath(path: string, signal: AbortSignal): Promise<string>;
  readlink(path: string, signal: AbortSignal): Promise<string>;
  mkdir(path: string, signal: AbortSignal): Promise<void>;
  rmdir(path: string, signal: AbortSignal): Promise<void>;
  remove(path: string, signal: AbortSignal): Promise<void>;
  rename(from: string, to: string, replace: boolean, signal: AbortSignal): Promise<void>;
  chmod(path: string, mode: number, signal: AbortSignal): Promise<void>;
  setModified(path: string, modifiedAt: number, signal: AbortSignal): Promise<void>;
  read(
    path: string,
    range: { readonly from: number; readonly to: number | null; readonly size?: number },
    signal: AbortSignal,
  ): Promise<Readable>;
  write(
    path: string,
    options: {
      readonly mode: 'create' | 'replace' | 'keep';
      readonly from: number;
      readonly permissions: number | null;
      /** What it gets when all of its bytes are there, without a further round trip. */
      readonly marks?: { readonly permissions: number | null; readonly modifiedAt: number };
    },
    signal: AbortSignal,
  ): Promise<Writable>;
  close(): void;
}
