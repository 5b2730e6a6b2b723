// Cold start: from starting the process to the first content on screen, and to the first screen, which needs the page's
// scripts and main, against the smallest Electron window.
import path from 'node:path';
import { ROOT, startApp } from './bench-app.ts';
import { type BenchRow, median } from './figures.ts';

const RUNS = 9;
const GOAL = 1.3;

/** Milliseconds from just before the process started. */
interface Start {
  /** The page's first contentful paint. */
  readonly content: number;
  /** The largest one: of the first screen; the same where the page changes no more. */
  readonly screen: number;
}

export async function benchColdStart(): Promise<readonly BenchRow[]> {
  const ours: Start[] = [];
  const empty: Start[] = [];
  const bare = path.join(ROOT, 'bench', 'bare');
  // The first of each fills the disk cache and is thrown away; after that they take turns.
  await start(ROOT, 2);
  await start(bare, 1);
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await start(ROOT, 2));
    empty.push(await start(bare, 1));
  }
  const peer = median(empty.map(({ content }) => content));
  const row = (what: string, ms: number, goal: number | null): BenchRow => ({
    what: `Cold start to ${what}, median of ${RUNS}`,
    ours: `${ms.toFixed(0)} ms`,
    peer: `an empty Electron window: ${peer.toFixed(0)} ms`,
    ratio: (ms / peer).toFixed(2),
    goal: goal === null ? '–' : `≤ ${goal}`,
    met: goal === null ? null : ms / peer <= goal,
  });
  return [
    row("first content, the window's frame", median(ours.map(({ content }) => content)), GOAL),
    row('the first screen', median(ours.map(({ screen }) => screen)), null),
  ];
}

/** `paints`: how many the page has that are each larger than those before. */
async function start(appDir: string, paints: 1 | 2): Promise<Start> {
  const app = await startApp(appDir);
  try {
    const painted = await app.page.evaluate(
      (count) =>
        new Promise<Start>((resolve) => {
          const times: number[] = [];
          new PerformanceObserver((list) => {
            times.push(...list.getEntries().map(({ startTime }) => performance.timeOrigin + startTime));
            const [content, screen] = [times[0], times[count - 1]];
            if (content !== undefined && screen !== undefined) resolve({ content, screen });
          }).observe({ type: 'largest-contentful-paint', buffered: true });
        }),
      paints,
    );
    return { content: painted.content - app.startedAt, screen: painted.screen - app.startedAt };
  } finally {
    await app.end();
  }
}
