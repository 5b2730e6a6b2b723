// Numbers of a benchmark: medians, percentiles, and the row they become in the table.

export interface BenchRow {
  readonly what: string;
  /** Ours and the peer's or limit's, in words with units. */
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly goal: string;
  /** Null where there is no goal. */
  readonly met: boolean | null;
}

/** `share` in 0..1, nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[at] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function metWord(met: boolean | null): string {
  if (met === null) return '–';
  return met ? 'yes' : 'no';
}

export function markdownTable(rows: readonly BenchRow[]): string {
  const lines = [
    '| what | Sallyport | measured against | ratio | goal | met |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${row.what} | ${row.ours} | ${row.peer} | ${row.ratio} | ${row.goal} | ${metWord(row.met)} |`,
    ),
  ];
  return lines.join('\n');
}
