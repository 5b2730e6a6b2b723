// Writes a whole file so that after a crash, kill -9 or power cut it holds the old text or the new, never a part.
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Windows refuses to replace a file that a virus scanner or indexer holds open for a moment. */
const RENAME_RETRY_MS = [20, 60, 200, 500] as const;
const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** For documents of the user: nobody else on the machine may read them. */
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Temp file beside it, fsync, rename, fsync of the folder. The temp name is fixed (`<name>.tmp`): there is one writer,
 * and what a killed one left is overwritten. Rejects with the file system's error; the old text is then still there.
 */
export async function writeFileAtomically(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  const temp = `${file}.tmp`;
  try {
    await withFile(await open(temp, 'w', OWNER_ONLY_FILE), async (handle) => {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    });
    await renamePatiently(temp, file);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
  await syncFolder(folder);
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
