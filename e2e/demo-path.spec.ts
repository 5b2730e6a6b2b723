// The first minutes of a stranger: no account, no configuration, a shell all the same; and then the same by keys only.
import { processFamily, stillRunning } from './app-process.ts';
import { expect, test } from './app-fixture.ts';
import { firstRun, instances, tabs } from './screens.ts';
import { connectedTerminal, openShell } from './walks.ts';

// What a stranger gets who has set nothing.
test.use({ newShells: 'automatic' });
const BEST_WAY = 'SSH via Session Manager';

test('from the first run to the output of uname in the sandbox', async ({ launch }) => {
  const app = await launch();
  await firstRun(app.page).trySandbox.click();
  for (const name of [
    'web-1',
    'build-runner',
    'sql-report-01',
    'old-worker',
    'warehouse-gw',
    'bastion-legacy',
    'jump-1',
    'ledger-db',
  ]) {
    await expect(instances(app.page).option(name)).toBeVisible();
  }
  const terminal = await openShell(app, 'web-1', BEST_WAY);
  await expect(tabs(app.page).selected).toContainText('web-1');
  await terminal.run('uname -a');
  await terminal.shows(/^Linux \S+/m);
  await expect(app.page.getByRole('contentinfo')).toContainText('via Session Manager');
});

test('without a mouse from the start of the app to a shell', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  const focusedName = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.textContent ?? document.activeElement?.tagName ?? '');
  await expect(firstRun(page).trySandbox).toBeVisible();
  await expect(async () => {
    if (!(await focusedName()).startsWith('Try the sandbox')) await page.keyboard.press('Tab');
    expect(await focusedName()).toMatch(/^Try the sandbox/);
  }).toPass({ intervals: [20] });
  await page.keyboard.press('Enter');
  await expect(instances(page).option('web-1')).toBeVisible();

  await page.keyboard.press('Control+Shift+L');
  await expect(instances(page).filter).toBeFocused();
  await page.keyboard.type('web-1');
  await expect(instances(page).options).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const terminal = await connectedTerminal(app, BEST_WAY);
  // No click, no focus() here: the keys must go to the shell by themselves.
  await page.keyboard.type('echo by-$((40+2))-keys');
  await page.keyboard.press('Enter');
  await terminal.shows('by-42-keys');

  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('warehouse');
  await page.keyboard.press('Enter');
  await expect(tabs(page).all).toHaveCount(2);
  await page.keyboard.press('Control+Shift+W');
  await expect(tabs(page).all).toHaveCount(1);
  await page.keyboard.press('Control+Shift+W');
  await expect(tabs(page).all).toHaveCount(0);
});

test('started with --sandbox the app opens on it without asking', async ({ launch }) => {
  const app = await launch({ args: ['--sandbox'] });
  await expect(instances(app.page).option('web-1')).toBeVisible();
});

test('after a quit no process is left, the shells of the sandbox included', async ({ launch }) => {
  const app = await launch({ args: ['--sandbox'] });
  await expect(instances(app.page).option('web-1')).toBeVisible();
  const terminal = await openShell(app, 'web-1', BEST_WAY);
  await terminal.run('sleep 987');
  await expect
    .poll(async () => (await processFamily(app.pid)).map(({ command }) => command))
    .toContain('sleep 987');
  const family = await processFamily(app.pid);
  await app.page.keyboard.press('Control+Shift+W');
  await expect(tabs(app.page).all).toHaveCount(0);
  expect(await app.quit(), 'the app ends when asked to').toBe(true);
  await expect.poll(() => stillRunning(family), { message: 'processes that outlive the app' }).toEqual([]);
});
