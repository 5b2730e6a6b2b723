// The window without a mouse: every stop of Tab has a name and a ring, in the order in which one reads; a narrow window
// gives the terminal the inspector's room.
import type { Page } from '@playwright/test';
import { expect, test } from './cloud-fixture.ts';
import { pressAtOnce } from './press-at-once.ts';
import { instances, picker } from './screens.ts';
import { openInstances, openShell, resizeWindow } from './walks.ts';

const MAX_STOPS = 40;

interface Stop {
  readonly name: string;
  /** Drawn around it, or around the field that it fills. */
  readonly ring: boolean;
}

test('Tab goes through the window in reading order, and shows where it is', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await resizeWindow(app, { width: 1280, height: 800 });
  await openInstances(app);
  await instances(page).option('web-1').click();
  await page.getByRole('button', { name: /^AWS profile/ }).focus();
  // There and back: a ring is for those who came by key.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  const stops = await walk(page);
  expect(stops.filter(({ ring }) => !ring)).toEqual([]);
  expect(stops.map(({ name }) => name)).toEqual([
    'AWS profile Environment: choose another',
    'Region eu-west-1: choose another',
    expect.stringMatching(/^Go to an instance, tunnel or command/),
    'Side list',
    'Inspector',
    'Instances',
    'Saved',
    'Tunnels',
    'Settings',
    'Filter instances',
    'Reload instances',
    'Instances',
    'Width of the side list',
    'Shell',
    'Save',
    'Tunnel',
  ]);
});

test('the letter typed right after the key for the filter is in the filter, not in the shell', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.shows(/\$$/m);
  const { filter } = instances(page);
  await filter.fill('web');
  await terminal.focus();
  // Replaces what the filter says, as selected text is replaced.
  await pressAtOnce(app, ['Control+Shift+L', 'g', 'w']);
  await expect(filter).toHaveValue('gw');
  // From a page that covers the list, which is drawn only now.
  await page.keyboard.press('Control+,');
  await pressAtOnce(app, ['Control+Shift+L', 'j']);
  await expect(filter).toHaveValue('j');
  // The shell has had none of them.
  await terminal.shows(/\$$/m);
});

test('the key for the AWS profile opens the choice, with the keys in its field', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app);
  await app.page.keyboard.press('Control+Shift+E');
  await expect(picker(app.page, /AWS profile/).field).toBeFocused();
});

test('Escape in the empty filter goes back to the terminal', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const terminal = await openShell(app);
  await page.keyboard.press('Control+Shift+L');
  await page.keyboard.type('gw');
  await page.keyboard.press('Escape');
  await expect(instances(page).filter).toHaveValue('');
  await expect(instances(page).filter).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.type('echo back-$((1+1))');
  await page.keyboard.press('Enter');
  await terminal.shows('back-2');
});

test('a window made narrow gives the terminal the room of the inspector, and back', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await resizeWindow(app, { width: 1280, height: 800 });
  await openInstances(app);
  const terminal = await openShell(app);
  await expect(inspector).toBeVisible();
  await resizeWindow(app, { width: 800, height: 560 });
  await expect(inspector).toBeHidden();
  await expect.poll(async () => (await terminal.sttySize()).cols).toBeGreaterThan(50);
  // One key has it back all the same.
  await page.keyboard.press('Control+Shift+I');
  await expect(inspector).toBeVisible();
  await page.keyboard.press('Control+Shift+I');
  await resizeWindow(app, { width: 1280, height: 800 });
  await expect(inspector).toBeVisible();
});

/** Once round, from what has the focus now. */
async function walk(page: Page): Promise<readonly Stop[]> {
  const stops: Stop[] = [];
  while (stops.length < MAX_STOPS) {
    const stop = await currentStop(page);
    // The end of the window is a stop of its own on some systems.
    if (stop !== null && stop.name === stops[0]?.name) break;
    if (stop !== null) stops.push(stop);
    await page.keyboard.press('Tab');
  }
  return stops;
}

function currentStop(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const hasRing = (of: Element | null): boolean => {
      if (of === null) return false;
      const { outlineStyle, outlineWidth, backgroundColor } = getComputedStyle(of);
      const isLitSplitter = of.getAttribute('role') === 'separator' && backgroundColor !== 'rgba(0, 0, 0, 0)';
      return isLitSplitter || (outlineStyle !== 'none' && outlineWidth !== '0px');
    };
    return {
      name: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim(),
      ring: hasRing(element) || hasRing(element.closest('label')),
    };
  });
}
