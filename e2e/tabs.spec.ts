// Tabs: order, names, keys, and the dot that says that something happened behind one's back.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import { pressAtOnce } from './press-at-once.ts';
import { instances, menu, tabs } from './screens.ts';
import type { TerminalScreen } from './terminal-screen.ts';
import { connectedTerminal, openInstances, openShell, resizeWindow } from './walks.ts';

test('switch, move, duplicate, close and reopen by keys', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const first = await openShell(app, 'web-1');
  await first.run('echo i-am-$((1+0))');
  await first.shows('i-am-1');
  await openShell(app, 'warehouse-gw');
  expect(await tabs(page).titles()).toEqual(['web-1', 'warehouse-gw']);

  await page.keyboard.press('Control+Tab');
  await expect(tabs(page).selected).toContainText('web-1');
  await first.shows('i-am-1');
  await page.keyboard.press('Alt+2');
  await expect(tabs(page).selected).toContainText('warehouse-gw');
  await page.keyboard.press('Control+Shift+PageUp');
  await expect.poll(() => tabs(page).titles()).toEqual(['warehouse-gw', 'web-1']);

  // Reordering must not touch the shell.
  await page.keyboard.press('Alt+2');
  await first.run('echo still-$((1+0))');
  await first.shows('still-1');

  await page.keyboard.press('Control+Shift+W');
  await expect.poll(() => tabs(page).titles()).toEqual(['warehouse-gw']);
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => tabs(page).titles()).toEqual(['warehouse-gw', 'web-1']);
  await expect(tabs(page).selected).toContainText('web-1');
  await connectedTerminal(app);
});

test('what is typed right after the key for another tab is in that tab, and never in the one before', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  const front = await openTwoShells(app);
  await pressAtOnce(app, ['Control+Tab', 'x', 'y', 'z']);
  await expect(tabs(page).selected).toContainText('web-1');
  await front.shows(/xyz$/m);
  await pressAtOnce(app, ['Alt+2', 'u', 'v']);
  await expect(tabs(page).selected).toContainText('warehouse-gw');
  await front.shows(/\$ uv$/m);
  expect(await front.text()).not.toContain('x');
  // One that closes leaves the keys to its neighbour.
  await pressAtOnce(app, ['Control+Shift+W', 'q']);
  await front.shows(/\$ xyzq$/m);
});

test('what is typed right after Enter on an instance is for its shell', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  // The first one fetches what draws terminals.
  const front = await openShell(app, 'web-1');
  await instances(app.page).option('warehouse-gw').click();
  await expect(instances(app.page).list).toBeFocused();
  await pressAtOnce(app, ['Enter', 'x', 'y']);
  await expect(tabs(app.page).selected).toContainText('warehouse-gw');
  await front.shows(/\$ xy$/m);
  await expect(instances(app.page).filter).toHaveValue('');
});

test('a shell that ends by itself leaves the keys to whoever types elsewhere', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const front = await openShell(app, 'web-1');
  await front.shows(/\$$/m);
  await openShell(app, 'warehouse-gw');
  await front.run('sleep 2; exit');
  await page.keyboard.press('Control+Shift+L');
  await page.keyboard.type('w');
  await expect(tabs(page).all).toHaveCount(1);
  await page.keyboard.type('eb');
  await expect(instances(page).filter).toHaveValue('web');
  await front.shows(/\$$/m);
});

test('the tab chosen in the palette has the letters typed next', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  const front = await openTwoShells(app);
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('web-1');
  await pressAtOnce(app, ['Enter', 'x', 'y']);
  await expect(tabs(page).selected).toContainText('web-1');
  await front.shows(/\$ xy$/m);
  await page.keyboard.press('Alt+2');
  expect(await front.text()).not.toContain('x');
});

test('the arrow keys move along the tabs and stay there; a click goes into the terminal', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await openShell(app, 'web-1');
  const front = await openShell(app, 'warehouse-gw');
  await tabs(page).selected.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(tabs(page).tab('web-1')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tabs(page).tab('warehouse-gw')).toBeFocused();
  await tabs(page).tab('web-1').click();
  await page.keyboard.type('echo clicked-$((1+1))');
  await page.keyboard.press('Enter');
  await front.shows('clicked-2');
});

test('the menu of a tab: rename, duplicate, close others', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await openShell(app);
  await tabs(page).tab('web-1').click({ button: 'right' });
  await menu(page)
    .item(/^Rename/)
    .click();
  const field = page.getByRole('textbox', { name: 'New title of web-1' });
  await field.fill('deploy');
  await page.keyboard.press('Enter');
  await expect.poll(() => tabs(page).titles()).toEqual(['deploy']);

  await tabs(page).tab('deploy').click({ button: 'right' });
  await menu(page)
    .item(/^Duplicate/)
    .click();
  await expect(tabs(page).all).toHaveCount(2);
  await connectedTerminal(app);

  await tabs(page).all.first().click({ button: 'right' });
  await menu(page)
    .item(/^Close others/i)
    .click();
  await expect(tabs(page).all).toHaveCount(1);
});

test('a tab is dragged to another place', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await openShell(app, 'web-1');
  await openShell(app, 'warehouse-gw');
  await tabs(page)
    .tab('warehouse-gw')
    .dragTo(tabs(page).tab('web-1'), { targetPosition: { x: 5, y: 15 } });
  await expect.poll(() => tabs(page).titles()).toEqual(['warehouse-gw', 'web-1']);
});

test('more tabs than have room are listed by a button, and a click brings one to the front', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  await resizeWindow(app, { width: 800, height: 560 });
  await openInstances(app);
  const all = page.getByRole('button', { name: /^All \d tabs$/ });
  await openShell(app, 'web-1');
  await expect(all).toBeHidden();
  for (const name of ['warehouse-gw', 'warehouse-gw', 'warehouse-gw']) await openShell(app, name);
  await expect(tabs(page).tab('web-1')).not.toBeInViewport();
  await all.click();
  await expect(menu(page).item(/^warehouse-gw/)).toHaveCount(3);
  await menu(page)
    .item(/^web-1/)
    .click();
  await expect(tabs(page).selected).toContainText('web-1');
  await expect(tabs(page).tab('web-1')).toBeInViewport();
});

test('a dot marks output in a tab behind, until one looks', async ({ launchInCloud, home }) => {
  const go = path.join(home.dir, 'go');
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const first = await openShell(app, 'web-1');
  await first.shows(/\$$/m);
  await openShell(app, 'warehouse-gw');
  const behind = tabs(page).tab('web-1');
  await expect(behind).not.toHaveAccessibleName(/new output/i);
  await page.keyboard.press('Alt+1');
  await first.run(`echo waiting-$((1+1)); until [ -e '${go}' ]; do sleep 0.1; done; echo late-$((1+1))`);
  await first.shows('waiting-2');
  await page.keyboard.press('Alt+2');
  await expect(tabs(page).selected).toContainText('warehouse-gw');
  await expect(behind).not.toHaveAccessibleName(/new output/i);
  await writeFile(go, '');
  await expect(behind).toHaveAccessibleName(/new output/i);
  await page.keyboard.press('Alt+1');
  await expect(behind).not.toHaveAccessibleName(/new output/i);
  await first.shows('late-2');
});

/** web-1, and in front warehouse-gw; both wait for what is typed. */
async function openTwoShells(app: LaunchedApp): Promise<TerminalScreen> {
  await openInstances(app);
  const front = await openShell(app, 'web-1');
  await front.shows(/\$$/m);
  await openShell(app, 'warehouse-gw');
  await front.shows(/\$$/m);
  return front;
}
