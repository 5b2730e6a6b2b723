// A picture of every state of the real app, light and dark, in two sizes: for looking at the product and for README.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './app-process.ts';
import { expect, test, writeAwsProfile } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import { dialog, errorCard, firstRun, instances, menu, picker, tabs } from './screens.ts';
import { terminalScreen } from './terminal-screen.ts';
import { connectedTerminal, openInstances, openShell, resizeWindow, useTheme } from './walks.ts';

const OUTPUT = path.resolve(
  ROOT,
  process.env['SALLYPORT_SCREENSHOTS'] ?? path.join('test-results', 'screenshots'),
);
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
] as const;
const LOG_LINES = String.raw`clear; uptime; printf '14:02:%02d GET /v1/orders/88%d \033[32m200\033[0m %d ms\n' 18 31 12 19 32 9; printf '14:02:20 POST /v1/payments \033[33m429\033[0m 3 ms\n14:02:21 GET /v1/health \033[32m200\033[0m 1 ms\n'`;

test.use({ tracing: 'off' });

for (const theme of ['light', 'dark'] as const) {
  for (const size of SIZES) {
    const folder = path.join(OUTPUT, `${theme}-${size.width}x${size.height}`);

    const look = async (app: LaunchedApp): Promise<(name: string) => Promise<void>> => {
      await useTheme(app, theme);
      await resizeWindow(app, size);
      let count = 0;
      return async (name) => {
        count += 1;
        // What appears late on purpose (skeletons after 150 ms) and what fades.
        await app.page.waitForTimeout(350);
        const file = `${test.info().title.split(' ')[0]}-${String(count).padStart(2, '0')}-${name}.png`;
        await app.page.screenshot({ path: path.join(folder, file) });
      };
    };

    test.describe(`${theme} ${size.width}x${size.height}`, () => {
      test.beforeAll(() => mkdir(folder, { recursive: true }));

      test('start and lists', async ({ launch, home, cloud }) => {
        const app = await launch();
        const { page } = app;
        const shot = await look(app);
        await expect(firstRun(page).trySandbox).toBeVisible();
        await shot('first-run-without-profiles');
        await writeAwsProfile(home, cloud, 'acme-prod');
        await page.reload();
        await expect(firstRun(page).useProfiles).toContainText('1 profile');
        await shot('first-run');
        await firstRun(page).useProfiles.click();
        await expect(picker(page, /AWS profile/).option(/^acme-prod/)).toBeVisible();
        await shot('choose-profile');
        await page.keyboard.press('Escape');
        cloud.faults.delayAction('ec2:DescribeInstances', 3_000);
        cloud.faults.delayAction('ssm:DescribeInstanceInformation', 3_000);
        await firstRun(page).useProfiles.click();
        await picker(page, /AWS profile/)
          .option(/^acme-prod/)
          .click();
        await shot('instances-loading');
        await expect(instances(page).option('web-1')).toBeVisible();
        cloud.faults.delayAction('ec2:DescribeInstances', 0);
        cloud.faults.delayAction('ssm:DescribeInstanceInformation', 0);
        await shot('instances');
        await instances(page).option('build-runner').click();
        await shot('instance-agent-offline');
        await instances(page).filter.fill('no such thing');
        await shot('filter-without-match');
        await instances(page).filter.fill('');
        cloud.faults.denyAction('ec2:DescribeInstances');
        await page.getByRole('button', { name: 'Reload instances' }).click();
        await expect(page.getByText(/Part of the list is missing/)).toBeVisible();
        await shot('instances-partly');
        cloud.faults.denyAction('ssm:DescribeInstanceInformation');
        await page.getByRole('button', { name: 'Reload instances' }).click();
        await expect(errorCard(page, 'AWS did not allow this').card).toBeVisible();
        await shot('instances-denied');
        await page.getByRole('button', { name: /^Region/ }).click();
        await expect(picker(page, /region/i).field).toBeVisible();
        await shot('choose-region');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+Shift+S');
        await shot('saved-empty');
        await page.keyboard.press('Control+,');
        await shot('settings');
        await page.keyboard.press('F1');
        await shot('shortcuts');
      });

      test('terminal and tabs', async ({ launchInCloud, cloud }) => {
        const app = await launchInCloud();
        const { page } = app;
        const shot = await look(app);
        await openInstances(app);
        cloud.faults.delayAction('ssm:StartSession', 2_500);
        await instances(page).option('web-1').dblclick();
        await shot('connecting');
        const terminal = await connectedTerminal(app);
        cloud.faults.delayAction('ssm:StartSession', 0);
        await terminal.run(LOG_LINES);
        await terminal.shows('/v1/health');
        await shot('shell');
        await page.keyboard.press('Control+Shift+P');
        await shot('palette');
        await page.keyboard.type('web');
        await shot('palette-asked');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+Shift+F');
        await page.keyboard.type('v1');
        await shot('find');
        await page.keyboard.press('Escape');
        await app.electronApp.evaluate(({ clipboard }) =>
          clipboard.writeText('sudo systemctl restart api\nrm -rf /var/tmp/cache\u202e'),
        );
        await page.keyboard.press('Control+Shift+V');
        await expect(dialog(page, 'Paste this text?')).toBeVisible();
        await shot('paste');
        await page.keyboard.press('Escape');
        await instances(page).option('sql-report-01').click({ button: 'right' });
        await shot('instance-menu');
        await menu(page).item(/^Save/).click();
        await shot('save');
        await page.keyboard.press('Enter');
        await expect(dialog(page, 'Save connection')).toBeHidden();
        await page.keyboard.press('Control+Shift+S');
        await shot('saved');
        await page.keyboard.press('Control+Shift+L');
        await openShell(app, 'warehouse-gw');
        await instances(page).option('build-runner').dblclick();
        await expect(errorCard(page, /agent on this instance/).card).toBeVisible();
        await shot('agent-offline');
        await page.keyboard.press('Alt+1');
        await tabs(page).tab('web-1').click({ button: 'right' });
        await shot('tab-menu');
        await page.keyboard.press('Escape');
        cloud.faults.throttleAction('ssm:ResumeSession', 100);
        cloud.faults.dropSockets({ side: 'client' });
        await expect(
          page
            .getByText(/^Reconnecting: /)
            .filter({ visible: true })
            .first(),
        ).toBeVisible();
        await shot('reconnecting');
        cloud.faults.refuseResume();
        cloud.faults.throttleAction('ssm:ResumeSession', 0);
        await expect.poll(() => terminalScreen(app).flowing(), { timeout: 40_000 }).toContain('to reconnect');
        await shot('disconnected');
      });

      test('trouble', async ({ launchInCloud, home, cloud }) => {
        await mkdir(home.userData, { recursive: true });
        await writeFile(path.join(home.userData, 'library.json'), '{"version":1,"connections":[{"id":');
        cloud.faults.delayAction('ssm:StartSession', 1_500);
        const app = await launchInCloud();
        const { page } = app;
        const shot = await look(app);
        await openInstances(app);
        await page.keyboard.press('Control+Shift+S');
        await shot('library-kept-aside');
        await page.keyboard.press('Control+Shift+L');
        await instances(page).option('web-1').dblclick();
        await page.getByRole('button', { name: 'Cancel' }).click();
        await shot('cancelled');
        cloud.faults.delayAction('ssm:StartSession', 0);
        cloud.faults.denyAction('ssm:StartSession');
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await expect(errorCard(page, 'AWS did not allow this').card).toBeVisible();
        await shot('access-denied');
        cloud.faults.expireCredentials();
        await instances(page).option('warehouse-gw').dblclick();
        await expect(errorCard(page, 'The AWS credentials have expired').card).toBeVisible();
        await shot('credentials-expired');
      });
    });
  }
}

test.describe('many', () => {
  test.use({ sandboxOptions: { instances: 2_000 } });
  test('many instances', async ({ launchInCloud }) => {
    const app = await launchInCloud();
    await openInstances(app);
    await expect(instances(app.page).filter).toHaveAttribute('placeholder', /Filter 1.?9\d\d/);
    for (const name of ['web-1', 'warehouse-gw', 'web-1', 'web-1', 'warehouse-gw', 'web-1', 'web-1']) {
      await instances(app.page).filter.fill(name);
      await openShell(app, name);
    }
    await instances(app.page).filter.fill('');
    await app.page.screenshot({ path: path.join(OUTPUT, 'many-instances-and-tabs.png') });
  });
});
