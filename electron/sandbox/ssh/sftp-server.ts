// SFTP (version 3) of the stand-in SSH server over this computer's own files, with the rights of the user who runs the
// sandbox: for systems that have no sftp-server program. One request after the other; handles are numbers.
import { constants, type Stats } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import ssh2, { type Attributes, type FileEntry, type SFTPWrapper } from 'ssh2';

type Open =
  | { readonly kind: 'file'; readonly file: FileHandle }
  | { readonly kind: 'folder'; readonly dir: string; readonly names: string[] };

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;
/** What OpenSSH's own server sends at most. */
const MAX_READ_BYTES = 256 * 1024;
const NAMES_A_REPLY = 100;
const MAX_HANDLES = 256;

/** `home`: what relative paths start from. Ends with the channel. */
export function serveFiles(sftp: SFTPWrapper, home: string): void {
  const open = new Map<number, Open>();
  let nextHandle = 0;
  let queue = Promise.resolve();

  const add = (entry: Open): Buffer => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(nextHandle);
    open.set(nextHandle, entry);
    nextHandle += 1;
    return handle;
  };
  const entryOf = (handle: Buffer): Open => {
    const entry = handle.length === 4 ? open.get(handle.readUInt32BE()) : undefined;
    if (entry === undefined) throw new Error('no such handle');
    return entry;
  };
  const fileOf = (handle: Buffer): FileHandle => {
    const entry = entryOf(handle);
    if (entry.kind !== 'file') throw new Error('not a file');
    return entry.file;
  };
  const at = (name: string): string => path.resolve(home, name === '' ? '.' : name);
  const ok = (id: number): void => {
    sftp.status(id, STATUS_CODE.OK);
  };
  /** In the order of the requests, so that a read sees the write before it. */
  const answer = (id: number, act: () => Promise<unknown>): void => {
    queue = queue.then(act).then(
      () => undefined,
      (error: unknown) => {
        sftp.status(id, statusOf(error), error instanceof Error ? error.message : 'failed');
      },
    );
  };

  sftp.on('OPEN', (id, name, flags, attrs) => {
    answer(id, async () => {
      if (open.size >= MAX_HANDLES) throw new Error('too many open files');
      const { mode } = attrs as Partial<Attributes>;
      sftp.handle(id, add({ kind: 'file', file: await fs.open(at(name), openFlags(flags), mode) }));
    });
  });
  sftp.on('READ', (id, handle, offset, length) => {
    answer(id, async () => {
      const buffer = Buffer.alloc(Math.min(length, MAX_READ_BYTES));
      const { bytesRead } = await fileOf(handle).read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytesRead));
    });
  });
  sftp.on('WRITE', (id, handle, offset, data) => {
    answer(id, async () => {
      for (let done = 0; done < data.length;)
        done += (await fileOf(handle).write(data, done, data.length - done, offset + done)).bytesWritten;
      ok(id);
    });
  });
  sftp.on('CLOSE', (id, handle) => {
    answer(id, async () => {
      const entry = entryOf(handle);
      open.delete(handle.readUInt32BE());
      if (entry.kind === 'file') await entry.file.close();
      ok(id);
    });
  });
  sftp.on('FSTAT', (id, handle) => {
    answer(id, async () => {
      sftp.attrs(id, attributesOf(await fileOf(handle).stat()));
    });
  });
  sftp.on('FSETSTAT', (id, handle, attrs) => {
    answer(id, async () => {
      const file = fileOf(handle);
      const { mode, size, atime, mtime } = attrs as Partial<Attributes>;
      if (size !== undefined) await file.truncate(size);
      if (mode !== undefined) await file.chmod(mode & 0o7777);
      if (atime !== undefined && mtime !== undefined) await file.utimes(atime, mtime);
      ok(id);
    });
  });
  sftp.on('SETSTAT', (id, name, attrs) => {
    answer(id, async () => {
      const { mode, size, atime, mtime } = attrs as Partial<Attributes>;
      if (size !== undefined) await fs.truncate(at(name), size);
      if (mode !== undefined) await fs.chmod(at(name), mode & 0o7777);
      if (atime !== undefined && mtime !== undefined) await fs.utimes(at(name), atime, mtime);
      ok(id);
    });
  });
  sftp.on('STAT', (id, name) => {
    answer(id, async () => {
      sftp.attrs(id, attributesOf(await fs.stat(at(name))));
    });
  });
  sftp.on('LSTAT', (id, name) => {
    answer(id, async () => {
      sftp.attrs(id, attributesOf(await fs.lstat(at(name))));
    });
  });
  sftp.on('OPENDIR', (id, name) => {
    answer(id, async () => {
      if (open.size >= MAX_HANDLES) throw new Error('too many open files');
      const names = ['.', '..', ...(await fs.readdir(at(name)))];
      sftp.handle(id, add({ kind: 'folder', dir: at(name), names }));
    });
  });
  sftp.on('READDIR', (id, handle) => {
    answer(id, async () => {
      const entry = entryOf(handle);
      if (entry.kind !== 'folder') throw new Error('not a folder');
      const names = entry.names.splice(0, NAMES_A_REPLY);
      if (names.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.name(id, await listed(entry.dir, names));
    });
  });
  sftp.on('REALPATH', (id, name) => {
    answer(id, () => {
      const filename = at(name);
      sftp.name(id, [{ filename, longname: filename, attrs: {} as Attributes }]);
      return Promise.resolve();
    });
  });
  sftp.on('READLINK', (id, name) => {
    answer(id, async () => {
      const filename = await fs.readlink(at(name));
      sftp.name(id, [{ filename, longname: filename, attrs: {} as Attributes }]);
    });
  });
  const change = (act: (name: string, other: string) => Promise<unknown>) => {
    return (id: number, name: string, other: string): void => {
      answer(id, async () => {
        await act(name, other);
        ok(id);
      });
    };
  };
  sftp.on(
    'REMOVE',
    change((name) => fs.unlink(at(name))),
  );
  sftp.on(
    'RMDIR',
    change((name) => fs.rmdir(at(name))),
  );
  sftp.on('MKDIR', (id, name, attrs) => {
    answer(id, async () => {
      await fs.mkdir(at(name), { mode: (attrs as Partial<Attributes>).mode ?? 0o777 });
      ok(id);
    });
  });
  // Version 3 does not replace what is there.
  sftp.on(
    'RENAME',
    change(async (from, to) => {
      if (
        await fs.lstat(at(to)).then(
          () => true,
          () => false,
        )
      )
        throw new Error('the name is taken');
      await fs.rename(at(from), at(to));
    }),
  );
  // ssh2 gives the link first, whatever its types say.
  sftp.on(
    'SYMLINK',
    change((link, target) => fs.symlink(target, at(link))),
  );
  sftp.once('end', () => {
    void queue.then(() => {
      sftp.end();
    });
  });
  sftp.once('close', () => {
    for (const entry of open.values()) if (entry.kind === 'file') void entry.file.close();
    open.clear();
  });
}

function openFlags(flags: number): number {
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const access = has(OPEN_MODE.WRITE)
    ? has(OPEN_MODE.READ)
      ? constants.O_RDWR
      : constants.O_WRONLY
    : constants.O_RDONLY;
  return (
    access |
    (has(OPEN_MODE.APPEND) ? constants.O_APPEND : 0) |
    (has(OPEN_MODE.CREAT) ? constants.O_CREAT : 0) |
    (has(OPEN_MODE.TRUNC) ? constants.O_TRUNC : 0) |
    (has(OPEN_MODE.EXCL) ? constants.O_EXCL : 0)
  );
}

async function listed(dir: string, names: readonly string[]): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for (const filename of names) {
    // It may have gone since the folder was opened.
    const stats = await fs.lstat(path.join(dir, filename)).catch(() => null);
    if (stats === null) continue;
    const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-';
    const longname = `${kind}${modeWords(stats.mode)} 1 ${stats.uid} ${stats.gid} ${stats.size} ${stats.mtime.toISOString().slice(0, 10)} ${filename}`;
    entries.push({ filename, longname, attrs: attributesOf(stats) });
  }
  return entries;
}

function modeWords(mode: number): string {
  return [...'rwxrwxrwx'].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-')).join('');
}

function attributesOf({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats): Attributes {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE;
  return code === 'EACCES' || code === 'EPERM' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE;
}
