// The rate of the last minute as a line: its shape says more than a number that jumps.
import type { RateSample } from '../../shared/tunnel.ts';
import { RATE_SAMPLES } from '../../shared/rate-samples.ts';
import { formatRate } from '../ui/format-time.ts';

const WIDTH = 96;
const HEIGHT = 24;
/** Below this everything is quiet: a keepalive must not look like a storm. */
const QUIET_BYTES_PER_SECOND = 2000;

export function SparkLine({ rates }: { readonly rates: readonly RateSample[] }) {
  const sums = rates.map(({ up, down }) => up + down);
  const missing = Array.from({ length: Math.max(0, RATE_SAMPLES - sums.length) }, () => 0);
  const all = [...missing, ...sums];
  const peak = Math.max(QUIET_BYTES_PER_SECOND, ...all);
  const points = all.map((sum, index) => {
    const x = (index / (RATE_SAMPLES - 1)) * WIDTH;
    const y = HEIGHT - 2 - (sum / peak) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const last = rates.at(-1);
  const words = last === undefined ? 'quiet' : `↓ ${formatRate(last.down)} ↑ ${formatRate(last.up)}`;
  return (
    <svg className="spark-line" width={WIDTH} height={HEIGHT} role="img" aria-label={`Last minute: ${words}`}>
      <title>{words}</title>
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
