// Entries to rows: groups by VPC, managed nodes last, sorted once per inventory and only walked per keystroke.
import type { TargetEntry } from './target-entry.ts';

export interface TargetGroup {
  readonly key: string;
  readonly title: string;
  readonly entries: readonly TargetEntry[];
}

export type Row =
  | { readonly kind: 'group'; readonly key: string; readonly title: string; readonly count: number }
  | {
      readonly kind: 'target';
      readonly key: string;
      readonly group: string;
      readonly entry: TargetEntry;
      /** Among the targets, headings not counted; from 1. */
      readonly position: number;
    };

const NO_VPC = 'no-vpc';
const MANAGED_NODES = 'managed-nodes';

function groupKey(entry: TargetEntry): string {
  if (entry.target.kind === 'managed-node') return MANAGED_NODES;
  return entry.target.vpcId ?? NO_VPC;
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
    .map(([key, group]) => ({ key, title: groupTitle(key), entries: group.sort(bySortKey) }));
}

function bySortKey(a: TargetEntry, b: TargetEntry): number {
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1;
  return a.target.id < b.target.id ? -1 : 1;
}

/** Every word must occur somewhere; order does not matter. An empty query keeps everything. */
export function queryWords(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

export function matches(entry: TargetEntry, words: readonly string[]): boolean {
  return words.every((word) => entry.haystack.includes(word));
}

export function buildRows(groups: readonly TargetGroup[], query: string): readonly Row[] {
  const words = queryWords(query);
  const rows: Row[] = [];
  let position = 0;
  for (const group of groups) {
    const kept = words.length === 0 ? group.entries : group.entries.filter((entry) => matches(entry, words));
    if (kept.length === 0) continue;
    rows.push({ kind: 'group', key: `group:${group.key}`, title: group.title, count: kept.length });
    for (const entry of kept) {
      position += 1;
      rows.push({ kind: 'target', key: entry.target.id, group: group.title, entry, position });
    }
  }
  return rows;
}

export function targetCount(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return last?.kind === 'target' ? last.position : 0;
}
