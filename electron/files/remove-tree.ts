// Deletes what was chosen on the target, folders with all that is in them. Links are removed, never followed.
import { inParallel } from './in-parallel.ts';
import type { RemoteFiles } from './remote-files.ts';
import { joinRemote } from './remote-path.ts';

const AT_ONCE = 8;
const MAX_DEPTH = 200;

/** Rejects with the first AppError; what was deleted by then is gone. */
export async function removeTree(
  remote: RemoteFiles,
  path: string,
  signal: AbortSignal,
  depth = 0,
): Promise<void> {
  if ((await remote.lstat(path, signal)).kind !== 'folder') {
    await remote.remove(path, signal);
    return;
  }
  await removeFolder(remote, path, signal, depth);
}

async function removeFolder(
  remote: RemoteFiles,
  path: string,
  signal: AbortSignal,
  depth: number,
): Promise<void> {
  if (depth < MAX_DEPTH) {
    const folders: string[] = [];
    // A page is deleted before the next is read: a folder of any size needs no more memory than that.
    for await (const page of remote.list(path, signal))
      await inParallel(page, AT_ONCE, async (item) => {
        const inner = joinRemote(path, item.name);
        if (item.kind === 'folder') folders.push(inner);
        else await remote.remove(inner, signal);
      });
    for (const folder of folders) await removeFolder(remote, folder, signal, depth + 1);
  }
  await remote.rmdir(path, signal);
}
