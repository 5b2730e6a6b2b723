// Makes the folders of a transfer before any file is copied, and tells which of them can have nothing in the way.
import type { TransferPlan } from './transfer-plan.ts';
import type { TransferWay } from './transfer-way.ts';

/** `none`: it could not be made, and nothing can go into it. */
export type MadeFolders = ReadonlyMap<string, 'made' | 'there' | 'none'>;

/** `onRefused` is told of each that could not be made, and throws when that ends everything. */
export async function makeFolders(
  plan: TransferPlan,
  way: TransferWay,
  signal: AbortSignal,
  onRefused: (to: readonly string[], error: unknown) => void,
): Promise<MadeFolders> {
  const folders = new Map<string, 'made' | 'there' | 'none'>();
  for (const to of plan.folders) {
    const key = to.join('/');
    if (folderOf(folders, to) === 'none') {
      folders.set(key, 'none');
      continue;
    }
    try {
      folders.set(key, await way.makeFolder(to, signal));
    } catch (error) {
      folders.set(key, 'none');
      onRefused(to, error);
    }
  }
  return folders;
}

/** The one that it lies in; the destination itself was there. */
export function folderOf(folders: MadeFolders, to: readonly string[]): 'made' | 'there' | 'none' {
  return folders.get(to.slice(0, -1).join('/')) ?? 'there';
}
