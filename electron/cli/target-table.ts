// Targets as a table for people and pipes: aligned on a terminal, separated by tabs otherwise. Pure.
import type { Target } from '../../shared/aws.ts';
import { printable } from './printable.ts';

const HEAD = ['NAME', 'ID', 'STATE', 'PLATFORM', 'ADDRESS', 'SSM'] as const;

/** One line a target, sorted by name; the head only on a terminal, where it helps instead of being parsed. */
export function targetTable(targets: readonly Target[], onTerminal: boolean): string {
  const rows = [...targets].sort(byName).map(rowOf);
  if (!onTerminal) return rows.map((row) => `${row.join('\t')}\n`).join('');
  const table = [[...HEAD], ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => width(row[column] ?? ''))));
  return table
    .map((row) =>
      row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

export function searchTargets(targets: readonly Target[], text: string): Target[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return targets.filter((target) => {
    const haystack = [
      target.id,
      target.name,
      target.privateAddress,
      target.publicAddress,
      target.ipv6Address,
      target.operatingSystem,
      target.instanceType,
      target.vpcId,
      ...Object.entries(target.tags).flat(),
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

function byName(one: Target, other: Target): number {
  // Targets without a name stand last.
  if (one.name === null || other.name === null) {
    return Number(one.name === null) - Number(other.name === null) || compare(one.id, other.id);
  }
  return compare(one.name.toLowerCase(), other.name.toLowerCase()) || compare(one.id, other.id);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function rowOf(target: Target): string[] {
  const address = target.privateAddress ?? target.ipv6Address ?? target.publicAddress ?? '-';
  return [target.name ?? '-', target.id, target.state, target.platform, address, target.ssm.status].map(
    printable,
  );
}

/** Wide characters (CJK, emoji) take two columns. Near enough for aligning names. */
function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  return columns;
}
