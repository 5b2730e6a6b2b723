// Pictures of terminals and tabs: connecting, open, lost, found, asked. Part of `npm run screenshots`.
import { camera, USUAL } from './camera.ts';
import { expect, test } from './cloud-fixture.ts';
import { dialog, errorCard, instances, menu, tabs } from './screens.ts';
import { terminalScreen } from './terminal-screen.ts';
import { connectedTerminal, loseGateway, openInstances, openShell } from './walks.ts';

const LOG_LINES = String.raw`clear; uptime; printf '14:02:%02d GET /v1/orders/88%d \033[32m200\033[0m %d ms\n' 18 31 12 19 32 9; printf '14:02:20 POST /v1/payments \033[33m429\033[0m 3 ms\n14:02:21 GET /v1/health \033[32m200\033[0m 1 ms\n'`;

test.use({ tracing: 'off' });

test('terminal', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  const shot = await camera(app, 'terminal');
  await openInstances(app);
  cloud.faults.delayAction('ssm:StartSession', 6_000);
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
  await page.keyboard.press('Control+A');
  await page.keyboard.type('zzzz');
  await shot('palette-without-hit', USUAL);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+F');
  await page.keyboard.type('v1');
  await shot('find');
  await page.keyboard.type('zzz');
  await shot('find-without-hit', USUAL);
  await page.keyboard.press('Escape');
  await app.electronApp.evaluate(({ clipboard }) =>
    clipboard.writeText('sudo systemctl restart api\nrm -rf /var/tmp/cache\u202e'),
  );
  await page.keyboard.press('Control+Shift+V');
  await expect(dialog(page, 'Paste this text?')).toBeVisible();
  await shot('paste');
  await page.keyboard.press('Escape');
  await terminal.run('clear; echo https://docs.aws.amazon.com/systems-manager/');
  await terminal.shows('https://docs');
  const link = await terminal.placeOf('https://docs.aws');
  await page.mouse.move(link.x, link.y);
  await page.mouse.click(link.x, link.y);
  await shot('link');
  await page.keyboard.press('Escape');
  await page.mouse.click(700, 400, { button: 'right' });
  await shot('terminal-menu', USUAL);
  await page.keyboard.press('Escape');
  await instances(page).option('sql-report-01').click({ button: 'right' });
  await shot('instance-menu', USUAL);
  await page.keyboard.press('Escape');
  await openShell(app, 'warehouse-gw');
  await instances(page).option('build-runner').dblclick();
  await expect(errorCard(page, /agent on this instance/).card).toBeVisible();
  await shot('agent-offline');
  await page.keyboard.press('Alt+2');
  await terminal.run('(sleep 1; echo done) &');
  await page.keyboard.press('Alt+1');
  await page.waitForTimeout(1_500);
  await shot('activity');
  await tabs(page).tab('web-1').click({ button: 'right' });
  await shot('tab-menu', USUAL);
  await menu(page)
    .item(/^Rename/)
    .click();
  await shot('tab-rename', USUAL);
  await page.keyboard.press('Escape');
  await loseGateway(app, cloud);
  await shot('reconnecting');
  cloud.faults.refuseResume();
  cloud.faults.throttleAction('ssm:ResumeSession', 0);
  await expect.poll(() => terminalScreen(app).flowing(), { timeout: 60_000 }).toContain('to reconnect');
  await shot('session-gone');
  await page.keyboard.press('Control+Shift+B');
  await page.keyboard.press('Control+Shift+I');
  await shot('terminal-alone');
});

test('ended and overflow', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  const shot = await camera(app, 'tabs');
  await openInstances(app);
  const first = await openShell(app, 'web-1');
  await first.run('echo kept-$((1+1))');
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('disconnect');
  await page.keyboard.press('Enter');
  await expect.poll(() => terminalScreen(app).flowing()).toContain('to reconnect');
  await shot('disconnected');
  for (let n = 0; n < 9; n += 1) await openShell(app, n % 2 === 0 ? 'warehouse-gw' : 'web-1');
  await shot('overflow');
});
