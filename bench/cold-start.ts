// Cold start: from starting the process to the first content on screen, against the smallest Electron window.
import path from 'node:path';
import { ROOT, startApp } from './bench-app.ts';
import { type BenchRow, median } from './figures.ts';

const RUNS = 9;
const GOAL = 1.3;

export async function benchColdStart(): Promise<readonly BenchRow[]> {
  const ours: number[] = [];
  const empty: number[] = [];
  const bare = path.join(ROOT, 'bench', 'bare');
  // The first of each fills the disk cache and is thrown away; after that they take turns.
  await firstPaint(ROOT);
  await firstPaint(bare);
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await firstPaint(ROOT));
    empty.push(await firstPaint(bare));
  }
  const ratio = median(ours) / median(empty);
  return [
    {
      what: 'Cold start to first content, median of 9',
      ours: `${median(ours).toFixed(0)} ms`,
      peer: `an empty Electron window: ${median(empty).toFixed(0)} ms`,
      ratio: ratio.toFixed(2),
      goal: `≤ ${GOAL}`,
      met: ratio <= GOAL,
    },
  ];
}

/** Milliseconds from just before the process started to the page's first contentful paint. */
async function firstPaint(appDir: string): Promise<number> {
  const app = await startApp(appDir);
  try {
    const paintedAt = await app.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            const paint = performance.getEntriesByName('first-contentful-paint')[0];
            if (paint === undefined) setTimeout(look, 5);
            else resolve(performance.timeOrigin + paint.startTime);
          };
          look();
        }),
    );
    return paintedAt - app.startedAt;
  } finally {
    await app.end();
  }
}
