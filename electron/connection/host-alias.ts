// Names of saved connections as names of hosts, for other SSH programs: one word each, and no two alike. Pure.
import type { SavedConnectionId } from '../../shared/ids.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';

/** DNS has 63 for a label; longer ones are no joy to type. */
const MAX_LENGTH = 63;

/**
 * "Web 1 (prod)" is `web-1-prod`, and "github.com" `github-com`: with a dot it could be the name of a real host, which
 * other programs would then no longer reach. Letters that are not ASCII stay when they are letters; what a shell, a pattern of
 * ssh_config or a path could take for its own does not. The older connection keeps the name, later ones get a number.
 */
export function hostAliases(
  saved: readonly Pick<SavedConnectionSpec, 'id' | 'name' | 'targetId' | 'createdAt'>[],
): ReadonlyMap<SavedConnectionId, string> {
  const taken = new Set<string>();
  const aliases = new Map<SavedConnectionId, string>();
  const oldestFirst = [...saved].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  for (const { id, name, targetId } of oldestFirst) {
    const word = hostWord(name) || hostWord(targetId) || 'target';
    let alias = word;
    for (let count = 2; taken.has(alias); count += 1) alias = `${word}-${String(count)}`;
    taken.add(alias);
    aliases.set(id, alias);
  }
  return aliases;
}

function hostWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '');
}
