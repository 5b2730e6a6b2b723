// Pictures of routes: what a shell over each of them looks like, what is asked, what has failed, what can be chosen. Part of
// `npm run screenshots`.
import { camera, USUAL } from './camera.ts';
import { expect, test } from './cloud-fixture.ts';
import { dialog, errorCard, instances, menu, tabs } from './screens.ts';
import { openInstances, openShell } from './walks.ts';

test.use({ tracing: 'off', newShells: 'automatic' });

test('routes', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  const shot = await camera(app, 'routes');
  await openInstances(app);
  await instances(page).option('build-runner').click();
  await expect(page.getByRole('listitem').filter({ hasText: 'EICE' })).toContainText('ready');
  await shot('ready');
  const terminal = await openShell(app, 'build-runner', 'SSH via EICE');
  await terminal.run('clear; uptime; cat README');
  await terminal.shows('This is build-runner');
  await page.waitForTimeout(1_500);
  await shot('endpoint');
  await openShell(app, 'warehouse-gw', 'Session Manager');
  await shot('session-manager-fallback');
  await instances(page).option('sql-report-01').click();
  await shot('windows', USUAL);

  await instances(page).option('jump-1').click({ button: 'right' });
  await shot('target-menu', USUAL);
  await menu(page).item(/^Save/).click();
  const asked = dialog(page, 'Save connection');
  await asked.getByLabel('Route').selectOption('Through a saved connection');
  await asked.getByLabel('Sign in with').selectOption('Key file');
  await shot('save');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+Shift+W');
  await page.keyboard.press('Control+Shift+W');
  await expect(tabs(page).all).toHaveCount(0);
  await cloud.instanceConnect.faults.replaceHostKeys('build-runner');
  cloud.faults.denyAction('ec2:GetConsoleOutput');
  await instances(page).option('build-runner').dblclick();
  await expect(errorCard(page, /another host key/).card).toBeVisible();
  await shot('host-key-changed');
  await instances(page).option('jump-1').dblclick();
  await expect(dialog(page, 'Unknown host key')).toBeVisible();
  await shot('host-key-unknown');
  await dialog(page, 'Unknown host key').getByRole('button', { name: 'Do not connect' }).click();
  await expect(errorCard(page, 'The host key was not accepted').card).toBeVisible();
  await shot('host-key-refused');
});
