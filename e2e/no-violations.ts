// axe on what is on the screen now, in both themes: all rules in the light one, those about colours again in the dark
// one, as nothing else is another there.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { LaunchedApp } from './launched-app.ts';
import { useTheme } from './walks.ts';

const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** `within`: a part that one has scrolled to; axe takes what has gone above the edge for hidden, labels too. */
export async function noViolations(app: LaunchedApp, screen: string, within = 'html'): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await useTheme(app, theme);
    await animationsEnd(app.page);
    // The default mode opens a second page, which this app does not allow.
    const axe = new AxeBuilder({ page: app.page }).include(within).setLegacyMode(true);
    if (theme === 'dark') axe.withRules(COLOUR_RULES);
    const { violations } = await axe.analyze();
    const words = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}\n  ${node.failureSummary ?? ''}`),
    );
    expect.soft(words, `${screen}, ${theme}`).toEqual([]);
  }
}

/** Colours on their way to others are not what anybody reads. */
async function animationsEnd(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        // A blinking cursor and a spinner never end.
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => null)),
    ),
  );
}
