// Times, durations and rates in words. All inputs are milliseconds or bytes per second.

export function formatClock(epochMs: number): string {
  const date = new Date(epochMs);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** `1.3 s`, `0.04 s` is `40 ms`; whole seconds from ten on. */
export function formatElapsed(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/** `41 days`, `3 h 12 min`, `4 min`, `12 s`: at most two units. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** kB are thousands, as networks count. One decimal below ten, so that a keystroke is not shown as nothing. */
export function formatRate(bytesPerSecond: number): string {
  if (bytesPerSecond >= 1_000_000) return `${(bytesPerSecond / 1_000_000).toFixed(1)} MB/s`;
  const kilobytes = bytesPerSecond / 1000;
  if (kilobytes === 0) return '0 kB/s';
  return `${kilobytes < 10 ? Math.max(0.1, kilobytes).toFixed(1) : Math.round(kilobytes)} kB/s`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** kB are thousands, as networks and disks count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}
