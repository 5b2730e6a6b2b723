// Entries to rows: groups by VPC, managed nodes last, sorted once per inventory and only looked through per keystroke.
import type { TargetEntry } from './target-entry.ts';
import { findEntries, queryWords } from './target-search.ts';

export interface TargetGroup {
  readonly title: string;
  readonly entries: readonly TargetEntry[];
}

export interface GroupHead {
  readonly kind: 'group';
  readonly title: string;
  readonly count: number;
}

/** A target's row is its entry: at a keystroke nothing is made for each target. */
export type Row = GroupHead | TargetEntry;

export interface Listing {
  readonly rows: readonly Row[];
  /** Where the heads are among the rows. */
  readonly heads: ReadonlySet<number>;
}

const NO_VPC = 'no-vpc';
const MANAGED_NODES = 'managed-nodes';

function groupKey(entry: TargetEntry): string {
  if (entry.target.kind === 'managed-node') return MANAGED_NODES;
  return entry.target.vpcId ?? NO_VPC;
}

export function groupOf(entry: TargetEntry): string {
  return groupTitle(groupKey(entry));
}

function groupTitle(key: string): string {
  if (key === MANAGED_NODES) return 'Managed nodes';
  if (key === NO_VPC) return 'VPC not known';
  return key;
}

/** VPCs by id, then what has none (terminated, or EC2 could not be asked), then managed nodes. Within a group by name. */
export function groupTargets(entries: Iterable<TargetEntry>): readonly TargetGroup[] {
  const byKey = new Map<string, TargetEntry[]>();
  for (const entry of entries) {
    const key = groupKey(entry);
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [entry]);
    else group.push(entry);
  }
  const rank = (key: string): number => (key === MANAGED_NODES ? 2 : key === NO_VPC ? 1 : 0);
  return [...byKey.entries()]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([key, group]) => ({ title: groupTitle(key), entries: group.sort(bySortKey) }));
}

function bySortKey(a: TargetEntry, b: TargetEntry): number {
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1;
  return a.target.id < b.target.id ? -1 : 1;
}

export function filterGroups(groups: readonly TargetGroup[], query: string): readonly TargetGroup[] {
  const words = queryWords(query);
  if (words.length === 0) return groups;
  return groups
    .map(({ title, entries }) => ({ title, entries: findEntries(entries, words) }))
    .filter(({ entries }) => entries.length > 0);
}

export function listGroups(groups: readonly TargetGroup[]): Listing {
  const rows: Row[] = [];
  const heads = new Set<number>();
  for (const { title, entries } of groups) {
    heads.add(rows.length);
    rows.push({ kind: 'group', title, count: entries.length });
    for (const entry of entries) rows.push(entry);
  }
  return { rows, heads };
}

export function targetCount({ rows, heads }: Listing): number {
  return rows.length - heads.size;
}

/** Among the targets, from 1: heads are not counted. */
export function positionOf({ heads }: Listing, index: number): number {
  let position = index + 1;
  for (const head of heads) if (head < index) position -= 1;
  return position;
}
