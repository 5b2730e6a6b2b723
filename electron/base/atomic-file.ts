// Writes a whole file so that after a crash, kill -9 or power cut it holds the old text or the new, never a part.
import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Windows refuses to replace a file that a virus scanner or indexer holds open for a moment. */
const RENAME_RETRY_MS = [20, 60, 200, 500] as const;
const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** For documents of the user: nobody else on the machine may read them. */
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** Long after any write of a living process. */
const LEFT_BEHIND_MS = 24 * 60 * 60_000;

/**
 * Temp file beside it, fsync, rename, fsync of the folder. Each write has a temp name of its own (`<name>.<pid>.<8 hex
 * digits>.tmp`): the app, `sallyport` and another window's sign-in may write the same file at once, and then one whole text
 * wins. What a killed process left goes with a later write. Rejects with the file system's error; the old text is then
 * still there.
 */
export async function writeFileAtomically(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  const temp = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  const handle = await open(temp, 'wx', OWNER_ONLY_FILE);
  try {
    await withFile(handle, async () => {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    });
    await renamePatiently(temp, file);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
  await syncFolder(folder);
  await removeLeftBehind(file);
}

/** Never rejects: the file itself is written, and the next write looks again. */
async function removeLeftBehind(file: string): Promise<void> {
  const folder = path.dirname(file);
  const start = `${path.basename(file)}.`;
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(start) || !/^\d+\.[0-9a-f]{8}\.tmp$/.test(name.slice(start.length))) continue;
    const temp = path.join(folder, name);
    const { mtimeMs } = await lstat(temp).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > LEFT_BEHIND_MS) await rm(temp, { force: true }).catch(() => undefined);
  }
}

export async function renamePatiently(from: string, to: string): Promise<void> {
  for (const waitMs of process.platform === 'win32' ? RENAME_RETRY_MS : []) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!BUSY.has(errorCode(error))) throw error;
      await sleep(waitMs);
    }
  }
  await rename(from, to);
}

/** The rename itself lies in the folder: without this a power cut may undo it. Windows cannot open folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withFile(await open(folder, 'r'), (handle) => handle.sync());
}

async function withFile(handle: FileHandle, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}

/** The `code` of a file system error, e.g. ENOENT; empty for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
