// What is in a folder of the target, for the window: links are followed so that one sees what is behind them.
import type { FileItem, FolderListing } from '../../shared/files.ts';
import { isLost } from './local-error.ts';
import type { RemoteFiles, RemoteItem } from './remote-files.ts';
import { inParallel } from './in-parallel.ts';
import { joinRemote } from './remote-path.ts';

/** What a window can hold and sort at once; a folder with more is a matter for a shell. */
const MAX_ITEMS = 100_000;
/** Questions about links under way at the same time. */
const LINKS_AT_ONCE = 16;
/** Beyond this many links only their names are shown: each costs two round trips. */
const MAX_LINKS = 2_000;

/** `path` may be `.`, where the user begins. Rejects with AppError. */
export async function readFolder(
  remote: RemoteFiles,
  path: string,
  signal: AbortSignal,
): Promise<FolderListing> {
  const folder = await remote.realpath(path, signal);
  const entries: RemoteItem[] = [];
  for await (const page of remote.list(folder, signal)) {
    entries.push(...page);
    if (entries.length > MAX_ITEMS) break;
  }
  // A server may list one entry twice.
  const unique = [...new Map(entries.map((entry) => [entry.name, entry])).values()];
  const items: FileItem[] = unique.slice(0, MAX_ITEMS).map((entry) => ({
    name: entry.name,
    kind: entry.kind === 'link' ? 'other' : entry.kind,
    linkTo: entry.kind === 'link' ? '' : null,
    size: entry.size,
    mode: entry.mode,
    modifiedAt: entry.modifiedAt,
    owner: entry.owner,
    group: entry.group,
  }));
  const links = [...items.entries()].filter(([, { linkTo }]) => linkTo !== null).slice(0, MAX_LINKS);
  await inParallel(links, LINKS_AT_ONCE, async ([index, item]) => {
    items[index] = await followed(remote, joinRemote(folder, item.name), item, signal);
  });
  return { path: folder, items, cut: entries.length > MAX_ITEMS };
}

async function followed(
  remote: RemoteFiles,
  path: string,
  link: FileItem,
  signal: AbortSignal,
): Promise<FileItem> {
  const linkTo = await remote.readlink(path, signal).catch((error: unknown) => unlessLost(error, ''));
  const there = await remote.stat(path, signal).catch((error: unknown) => unlessLost(error, null));
  if (there === null) return { ...link, kind: 'broken-link', linkTo };
  const { kind, size, mode, modifiedAt } = there;
  return { ...link, kind: kind === 'link' ? 'other' : kind, linkTo, size, mode, modifiedAt };
}

/** A link that leads nowhere, or where this user may not look, is shown as such. */
function unlessLost<T>(error: unknown, instead: T): T {
  if (isLost(error)) throw error;
  return instead;
}
