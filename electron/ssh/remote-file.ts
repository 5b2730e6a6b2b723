// What an SFTP server says about a file, read with care: every field may be missing or wrong.
import type { Attributes, FileEntry } from 'ssh2';

export interface RemoteFile {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; 0 when not told. */
  readonly size: number;
  /** The lower twelve bits: permissions, set-id and sticky. */
  readonly mode: number;
  /** Epoch milliseconds, whole seconds; null when not told. */
  readonly modifiedAt: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
}

export interface RemoteEntry extends RemoteFile {
  /** One step of a path: never empty, never `.` or `..`, without `/`. */
  readonly name: string;
  /** As `ls -l` names them there; null when the server does not write such lines. */
  readonly owner: string | null;
  readonly group: string | null;
}

const TYPE_BITS = 0o170000;
const KINDS: Readonly<Record<number, RemoteFile['kind']>> = {
  0o100000: 'file',
  0o040000: 'folder',
  0o120000: 'link',
};

export function remoteFile(attributes: Partial<Attributes>): RemoteFile {
  const { mode, size, mtime, uid, gid } = attributes;
  return {
    kind: mode === undefined ? 'other' : (KINDS[mode & TYPE_BITS] ?? 'other'),
    size: size !== undefined && Number.isSafeInteger(size) && size >= 0 ? size : 0,
    mode: (mode ?? 0) & 0o7777,
    modifiedAt: mtime === undefined ? null : mtime * 1000,
    uid: uid ?? null,
    gid: gid ?? null,
  };
}

/**
 * Null for `.`, `..` and for names that are no single step: a server must not lead a download out of its folder.
 * Names are taken for UTF-8; others come with replacement characters and cannot be opened.
 */
export function remoteEntry({ filename, longname, attrs }: FileEntry): RemoteEntry | null {
  if (filename === '' || filename === '.' || filename === '..' || /[/\0]/.test(filename)) return null;
  const [, owner, group] = /^\S{10,11}\s+\d+\s+(\S{1,64})\s+(\S{1,64})\s/.exec(longname.slice(0, 400)) ?? [];
  return { ...remoteFile(attrs), name: filename, owner: owner ?? null, group: group ?? null };
}
