// axe on every main screen, light and dark: no violations.
import { expect, test } from './cloud-fixture.ts';
import { noViolations } from './no-violations.ts';
import { dialog, errorCard, firstRun, instances, menu, picker } from './screens.ts';
import { makeTunnel, tunnels } from './tunnel-walks.ts';
import { loseGateway, openInstances, openShell, resizeWindow } from './walks.ts';

test.use({ tracing: 'off' });
/** axe takes a second or two of a processor for each screen: slow is not wrong, standing still is. */
const LIMIT_MS = 300_000;

test('no violations on the main screens', async ({ launchInCloud }) => {
  test.setTimeout(LIMIT_MS);
  const app = await launchInCloud();
  const { page } = app;
  await expect(firstRun(page).trySandbox).toBeVisible();
  await noViolations(app, 'first run');

  await firstRun(page).useProfiles.click();
  await expect(picker(page, /AWS profile/).option(/^Environment/)).toBeVisible();
  await noViolations(app, 'AWS profiles');
  await page.keyboard.press('Escape');
  await openInstances(app);
  await instances(page).option('web-1').click();
  await noViolations(app, 'instances and inspector');

  await openShell(app, 'web-1');
  await noViolations(app, 'terminal');
  await page.keyboard.press('Control+Shift+F');
  await noViolations(app, 'find');
  await page.keyboard.press('Escape');

  await instances(page).option('build-runner').dblclick();
  await expect(errorCard(page, /agent on this instance/).card).toBeVisible();
  await noViolations(app, 'error');

  await page.keyboard.press('Control+Shift+P');
  await expect(picker(page, /go to/i).field).toBeVisible();
  await noViolations(app, 'palette');
  await page.keyboard.press('Escape');

  await instances(page).option('web-1').click({ button: 'right' });
  await expect(menu(page).menu).toBeVisible();
  await noViolations(app, 'menu');
  await menu(page).item(/^Save/).click();
  await expect(dialog(page, 'Save connection')).toBeVisible();
  await noViolations(app, 'save');
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Save connection')).toBeHidden();
  await page.keyboard.press('Control+Shift+S');
  await expect(page.getByRole('heading', { name: /Saved connections/ })).toBeVisible();
  await noViolations(app, 'saved connections');

  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await noViolations(app, 'settings');
  await page.keyboard.press('F1');
  await expect(dialog(page, 'Keyboard shortcuts')).toBeVisible();
  await noViolations(app, 'shortcuts');
});

test('no violations in questions and small windows', async ({ launchInCloud, cloud }) => {
  test.setTimeout(LIMIT_MS);
  const app = await launchInCloud();
  const { page } = app;
  await resizeWindow(app, { width: 800, height: 560 });
  await openInstances(app);
  await instances(page).filter.fill('no such thing');
  await noViolations(app, 'nothing fits');
  await instances(page).filter.fill('');

  const terminal = await openShell(app, 'web-1');
  for (let more = 0; more < 3; more += 1) await openShell(app, 'warehouse-gw');
  await page.getByRole('button', { name: 'All 4 tabs' }).click();
  await noViolations(app, 'all tabs');
  await menu(page)
    .item(/^web-1/)
    .click();
  await app.electronApp.evaluate(({ clipboard }) => clipboard.writeText('one\ntwo\u202e'));
  await page.keyboard.press('Control+Shift+V');
  await expect(dialog(page, 'Paste this text?')).toBeVisible();
  await noViolations(app, 'paste');
  await page.keyboard.press('Escape');

  await loseGateway(app, cloud);
  await noViolations(app, 'reconnecting');
  cloud.faults.refuseResume();
  cloud.faults.throttleAction('ssm:ResumeSession', 0);
  await expect.poll(() => terminal.flowing(), { timeout: 30_000 }).toContain('to reconnect');
  await noViolations(app, 'session gone');
  await page.getByRole('button', { name: /^Region/ }).click();
  await expect(picker(page, /region/i).option(/^eu-west-1/)).toBeVisible();
  await noViolations(app, 'regions');
});

test.describe('over SSH', () => {
  test.use({ newShells: 'automatic' });
  test('no violations in questions about keys', async ({ launchInCloud, cloud }) => {
    test.setTimeout(LIMIT_MS);
    const app = await launchInCloud();
    const { page } = app;
    await openInstances(app);
    cloud.faults.denyAction('ec2:GetConsoleOutput');
    await instances(page).option('jump-1').dblclick();
    const question = dialog(page, 'Unknown host key');
    await expect(question).toBeVisible();
    await noViolations(app, 'unknown host key');
    await question.getByRole('button', { name: 'Do not connect' }).click();
    await expect(errorCard(page, 'The host key was not accepted').card).toBeVisible();
    await instances(page).option('jump-1').click({ button: 'right' });
    await menu(page).item(/^Save/).click();
    await dialog(page, 'Save connection').getByLabel('Route').selectOption('Through a saved connection');
    await noViolations(app, 'save with a route');
  });
});

test('no violations on the tunnels', async ({ launchInCloud, cloud }) => {
  test.setTimeout(LIMIT_MS);
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await page.keyboard.press('Control+Shift+U');
  await expect(page.getByRole('heading', { name: 'No tunnel yet' })).toBeVisible();
  await noViolations(app, 'no tunnels');
  const { region } = cloud;
  await makeTunnel(app, { name: 'fine', remotePort: 9100, region, localPort: 9100 });
  await makeTunnel(app, { name: 'in trouble', remotePort: 9100, region, localPort: 9100 });
  await expect(tunnels(page).row('in trouble')).toContainText('The local port is in use');
  await page.getByRole('button', { name: /^fine/ }).click();
  await noViolations(app, 'tunnels');
  await page.keyboard.press('F2');
  await expect(dialog(page, 'Change tunnel')).toBeVisible();
  await noViolations(app, 'change tunnel');
});
