import { expect, test } from 'vitest';
import { copyPlanned } from './copy-planned.ts';
import type { PlannedFile } from './transfer-plan.ts';

test('of large files eight are under way, of small ones more, and every one is copied', async () => {
  for (const [size, most] of [
    [10_000_000, 8],
    [1000, 32],
  ] as const) {
    const files = Array.from({ length: 100 }, (_, n): PlannedFile => ({
      from: `f${n}`,
      to: [`f${n}`],
      size,
      modifiedAt: null,
      mode: 0o644,
    }));
    let [underWay, mostUnderWay] = [0, 0];
    const copied: string[] = [];
    await copyPlanned(files, async ({ from }) => {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      copied.push(from);
    });
    expect(mostUnderWay).toBe(most);
    expect(new Set(copied).size).toBe(100);
  }
});
