// axe on what is on the screen now.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { LaunchedApp } from './launched-app.ts';

/** `within`: a part that one has scrolled to; axe takes what has gone above the edge for hidden, labels too. */
export async function noViolations({ page }: LaunchedApp, screen: string, within = 'html'): Promise<void> {
  // Colours on their way to others are not what anybody reads.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        // A blinking cursor and a spinner never end.
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => null)),
    ),
  );
  // The default mode opens a second page, which this app does not allow.
  const { violations } = await new AxeBuilder({ page }).include(within).setLegacyMode(true).analyze();
  const words = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}\n  ${node.failureSummary ?? ''}`),
  );
  expect.soft(words, screen).toEqual([]);
}
