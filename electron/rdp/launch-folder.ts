// A folder of one launch for the files that a client wants to read: only this user may look in, and it is removed with
// all that is in it.
import { lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';

const PREFIX = 'sallyport-rdp-';
/** Clients read their files within minutes, or the launch is given up; nothing in such a folder is needed for longer. */
const LONGEST_LAUNCH_MS = 60 * 60_000;

export interface LaunchFolder {
  /** Writes a file that only this user may read; answers with its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Never rejects; safe to call twice. */
  remove(): Promise<void>;
}

/** Rejects with `rdp/client-failed`. */
export async function makeLaunchFolder(tempDir: string): Promise<LaunchFolder> {
  await sweepLaunchFolders(tempDir);
  let dir: string;
  try {
    dir = await mkdtemp(path.join(tempDir, `${PREFIX}${process.pid}-`));
  } catch (error) {
    throw failed(error);
  }
  return {
    async write(name, content) {
      const file = path.join(dir, name);
      try {
        await writeFile(file, content, { mode: 0o600, flag: 'wx' });
      } catch (error) {
        throw failed(error);
      }
      return file;
    },
    async remove() {
      // Windows keeps a file that is just being read; the client reads it once, so a second later it is free.
      await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => undefined);
    },
  };
}

/**
 * At the start of the app and before each launch: a run that was killed could not clean up. Its folders carry its
 * process id; another program may have that now, so that age counts as well. Answers how many it removed; never rejects.
 * Only folders of `owner` (null: the system knows no owners, its temporary folder is the user's own): in /tmp anybody may
 * make one of this name, and put a link to files of ours in the place of a folder of theirs while it is being emptied.
 */
export async function sweepLaunchFolders(
  tempDir: string,
  owner: number | null = process.getuid?.() ?? null,
): Promise<number> {
  const names = await readdir(tempDir).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined) continue;
    const folder = path.join(tempDir, name);
    const facts = await lstat(folder).catch(() => null);
    if (facts?.isDirectory() !== true || (owner !== null && facts.uid !== owner)) continue;
    const isOld = Date.now() - facts.mtimeMs > LONGEST_LAUNCH_MS;
    if (isRunning(Number(pid)) && !isOld) continue;
    removed += await rm(folder, { recursive: true, force: true }).then(
      () => 1,
      () => 0,
    );
  }
  return removed;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else. ESRCH: it is gone.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function failed(error: unknown): AppError {
  return new AppError('rdp/client-failed', 'A file for the RDP client could not be written.', {
    detail: error instanceof Error ? error.message : null,
    cause: error,
  });
}
