// How far a copy is, on one line of the terminal, and what came of it at the end.
import type { Clock } from '../base/clock.ts';

export interface CopyProgress {
  bytes(count: number): void;
  file(): void;
  /** Clears the line, so that something else can be said. */
  clear(): void;
  /** "3 files, 1.2 MB in 0.4 s (3.0 MB/s)" */
  summary(): string;
  stop(): void;
}

export interface ProgressOptions {
  /** Null: no terminal, or nobody wants to see it. */
  readonly show: ((text: string) => void) | null;
  /** Bytes in all, where known beforehand. */
  readonly total: number | null;
  readonly clock: Clock;
}

const EVERY_MS = 250;

export function makeCopyProgress({ show, total, clock }: ProgressOptions): CopyProgress {
  const startedAt = clock.now();
  let bytes = 0;
  let files = 0;
  let isShown = false;
  let stopTimer: () => void = () => undefined;
  const clear = (): void => {
    if (isShown) show?.('\r\u001b[K');
    isShown = false;
  };
  const draw = (): void => {
    isShown = true;
    show?.(`\r\u001b[K${line()}`);
    stopTimer = clock.after(EVERY_MS, draw);
  };
  const seconds = (): number => Math.max(0.001, (clock.now() - startedAt) / 1000);
  const line = (): string => {
    const rate = bytes / seconds();
    const parts = [sizeWords(bytes), `${sizeWords(rate)}/s`];
    if (total !== null && total > 0) {
      parts.unshift(`${String(Math.floor((bytes / total) * 100))} %`);
      if (rate > 0) parts.push(`${String(Math.ceil((total - bytes) / rate))} s left`);
    } else parts.unshift(fileWords(files));
    return parts.join('  ');
  };
  if (show !== null) stopTimer = clock.after(EVERY_MS, draw);
  return {
    bytes: (count) => (bytes += count),
    file: () => (files += 1),
    clear,
    summary: () =>
      `${fileWords(files)}, ${sizeWords(bytes)} in ${seconds().toFixed(1)} s (${sizeWords(bytes / seconds())}/s)`,
    stop() {
      stopTimer();
      clear();
    },
  };
}

function fileWords(count: number): string {
  return count === 1 ? '1 file' : `${String(count)} files`;
}

/** In powers of ten, as disks and networks are measured. */
function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(Math.round(value)) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
