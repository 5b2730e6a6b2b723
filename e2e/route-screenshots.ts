// Pictures of routes: what a shell over each of them looks like, what is asked, what has failed, what can be chosen. Part of
// `npm run screenshots`.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './app-process.ts';
import { expect, test } from './cloud-fixture.ts';
import { dialog, errorCard, instances, menu, tabs } from './screens.ts';
import { openInstances, openShell, resizeWindow, useTheme } from './walks.ts';

const OUTPUT = path.resolve(
  ROOT,
  process.env['SALLYPORT_SCREENSHOTS'] ?? path.join('test-results', 'screenshots'),
);
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
] as const;

test.use({ tracing: 'off', newShells: 'automatic' });

for (const theme of ['light', 'dark'] as const)
  for (const size of SIZES)
    test(`routes, ${theme} ${size.width}x${size.height}`, async ({ launchInCloud, cloud }) => {
      test.setTimeout(90_000);
      const folder = path.join(OUTPUT, `${theme}-${size.width}x${size.height}`);
      await mkdir(folder, { recursive: true });
      const app = await launchInCloud();
      const { page } = app;
      let count = 0;
      const shot = async (name: string): Promise<void> => {
        count += 1;
        await page.waitForTimeout(350);
        await page.screenshot({
          path: path.join(folder, `routes-${String(count).padStart(2, '0')}-${name}.png`),
        });
      };
      await useTheme(app, theme);
      await resizeWindow(app, size);
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

      await instances(page).option('jump-1').click({ button: 'right' });
      await shot('target-menu');
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
