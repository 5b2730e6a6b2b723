// Looks at what is to be fetched: folders with all that is in them, links followed, and every name checked against
// what this computer takes, before anything is written.
import { localNameProblem, nameKey } from './file-name.ts';
import { whyLeftOut } from './local-error.ts';
import type { RemoteFacts, RemoteFiles } from './remote-files.ts';
import { joinRemote, remoteName } from './remote-path.ts';
import type { TransferPlan } from './transfer-plan.ts';

export interface DownloadWish {
  readonly sources: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal;
}

interface Place {
  readonly to: readonly string[];
  /** Where the folders lead that one has come through, without links: to notice a loop. */
  readonly through: readonly string[];
  /** Names taken in the folder at the destination, as this computer tells them apart. */
  readonly taken: Map<string, string>;
}

/** Rejects with AppError when a chosen one cannot be read; what lies deeper and cannot is left out and told. */
export async function planDownload(
  remote: RemoteFiles,
  plan: TransferPlan,
  wish: DownloadWish,
): Promise<void> {
  const top: Place = { to: [], through: [], taken: new Map() };
  for (const source of wish.sources)
    await add(remote, plan, wish, source, await remote.lstat(source, wish.signal), top);
}

async function add(
  remote: RemoteFiles,
  plan: TransferPlan,
  wish: DownloadWish,
  from: string,
  facts: RemoteFacts,
  place: Place,
): Promise<void> {
  const name = remoteName(from);
  const to = [...place.to, name];
  const problem = localNameProblem(name, wish.platform);
  if (problem !== null) {
    plan.leaveOut(to, problem);
    return;
  }
  const key = nameKey(name, wish.platform);
  // A server may list one entry twice.
  if (place.taken.get(key) === name) return;
  if (place.taken.has(key)) {
    plan.leaveOut(
      to,
      'Another one differs only in capitals or accents: this computer takes them for the same.',
    );
    return;
  }
  const there = facts.kind === 'link' ? await behindLink(remote, from, wish.signal) : facts;
  if (there === null) {
    plan.leaveOut(to, 'The link leads nowhere.');
    return;
  }
  if (there.kind === 'file') {
    place.taken.set(key, name);
    const { size, modifiedAt, mode } = there;
    plan.addFile({ from, to, size, modifiedAt, mode });
  } else if (there.kind === 'folder') {
    place.taken.set(key, name);
    await addFolder(remote, plan, wish, from, to, place.through);
  } else plan.leaveOut(to, 'It is neither a file nor a folder, but a device, a pipe or a socket.');
}

async function addFolder(
  remote: RemoteFiles,
  plan: TransferPlan,
  wish: DownloadWish,
  from: string,
  to: readonly string[],
  through: readonly string[],
): Promise<void> {
  const { signal } = wish;
  try {
    const real = await remote.realpath(from, signal);
    if (through.includes(real)) {
      plan.leaveOut(to, 'The link leads back to a folder that it lies in.');
      return;
    }
    if (!plan.addFolder(to)) return;
    const inner: Place = { to, through: [...through, real], taken: new Map() };
    for await (const page of remote.list(from, signal))
      for (const item of page) await add(remote, plan, wish, joinRemote(from, item.name), item, inner);
  } catch (error) {
    plan.leaveOut(to, whyLeftOut(error));
  }
}

async function behindLink(
  remote: RemoteFiles,
  path: string,
  signal: AbortSignal,
): Promise<RemoteFacts | null> {
  try {
    return await remote.stat(path, signal);
  } catch (error) {
    whyLeftOut(error);
    return null;
  }
}
