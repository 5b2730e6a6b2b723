// How a desktop opens: what stands in the way said with what to do, options kept, and the shell beside it.
import { COMPANY } from '../electron/sandbox/company/company.ts';
import { ENDPOINTS } from '../electron/sandbox/company/endpoints.ts';
import { expect } from './cloud-fixture.ts';
import { chooseFile, desktopPane, isGone, isSignedIn, openDesktop, test, WINDOWS } from './desktop-walks.ts';
import { noViolations } from './no-violations.ts';
import { dialog, errorCard, instances, menu } from './screens.ts';
import { connectedTerminal, openInstances } from './walks.ts';

test.skip(
  process.platform !== 'linux' || process.getuid?.() !== 0,
  'the sandbox has a desktop as root on Linux only',
);

test('an agent that is offline and a password that is not there are said with what to do', async ({
  launchInCloud,
  cloud,
  displayEnv,
}) => {
  test.setTimeout(120_000);
  const { keyFile } = await cloud.windows.keyPair();
  const app = await launchInCloud({ env: { ...displayEnv, SALLYPORT_KEY_FILE: keyFile } });
  const { page } = app;
  await openInstances(app);
  cloud.faults.setAgentStatus(COMPANY.sqlReport, 'offline');
  const { pane, question, connected } = await openDesktop(app);
  await expect(errorCard(page, /agent on this instance/).card).toBeVisible();
  cloud.faults.setAgentStatus(COMPANY.sqlReport, 'online');
  cloud.windows.setPasswordState(COMPANY.sqlReport, 'pending');
  await pane.getByRole('button', { name: 'Try again' }).click();
  await expect(question('User and password')).toContainText('AWS has no password', { timeout: 30_000 });
  cloud.windows.setPasswordState(COMPANY.sqlReport, 'ready');
  await pane.getByRole('button', { name: 'Cancel' }).click();
  await pane.getByRole('button', { name: `Open ${WINDOWS} again` }).click();
  await expect(connected).toBeVisible({ timeout: 30_000 });
});

test('an agent that is offline does not matter where an endpoint leads there, and the tab says so', async ({
  launchInCloud,
  cloud,
  display,
  displayEnv,
}) => {
  test.setTimeout(120_000);
  const { keyFile } = await cloud.windows.keyPair();
  cloud.faults.setAgentStatus(COMPANY.sqlReport, 'offline');
  cloud.instanceConnect.faults.setEndpointState(ENDPOINTS.production, 'create-complete');
  const app = await launchInCloud({ env: { ...displayEnv, SALLYPORT_KEY_FILE: keyFile } });
  await openInstances(app);
  const { pane, connected } = await openDesktop(app);
  await expect(connected).toBeVisible({ timeout: 40_000 });
  await isSignedIn(display);
  await expect(pane).toContainText('EC2 Instance Connect Endpoint');
  await expect(pane).toContainText(/SSM not used: agent offline since /);
  expect(cloud.stats().sessions).toEqual([]);
  await noViolations(app, 'by an endpoint');
  await pane.getByRole('button', { name: 'Close the desktop' }).click();
  await isGone(display);
  await expect.poll(() => cloud.stats().tunnels).toEqual([]);
});

test('options are kept with a saved desktop; a shell on Windows stays possible', async ({
  launchInCloud,
  cloud,
  display,
  displayEnv,
}) => {
  test.setTimeout(120_000);
  const { keyFile } = await cloud.windows.keyPair();
  const app = await launchInCloud({ env: { ...displayEnv, SALLYPORT_KEY_FILE: keyFile } });
  const { page } = app;
  await openInstances(app);
  await instances(page).option(WINDOWS).click({ button: 'right' });
  await menu(page).item('Save connection…').click();
  await dialog(page, 'Save connection').getByLabel('Name').fill('reports');
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Save connection')).toBeHidden();
  await page.keyboard.press('Control+Shift+S');
  await page.getByRole('button', { name: /^reports/ }).click({ button: 'right' });
  await menu(page).item('Desktop options…').click();
  const sheet = dialog(page, 'Desktop options of reports');
  await sheet.getByLabel('Size').selectOption('Fixed');
  await sheet.getByLabel('Width').fill('700');
  await sheet.getByLabel('Height').fill('200');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByText('From 480 to 8192.')).toBeVisible();
  await sheet.getByLabel('Height').fill('500');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: /^reports/ }).click();
  await expect(desktopPane(page, 'reports').connected).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => display.sizeOf('reports')).toEqual({ width: 700, height: 500 });

  await page.keyboard.press('Control+Shift+L');
  await instances(page).option(WINDOWS).click({ button: 'right' });
  await menu(page).item('Open a shell').click();
  await connectedTerminal(app);
});

test('no violations on the way to a desktop', async ({ launchInCloud, cloud, displayEnv }) => {
  test.setTimeout(300_000);
  const app = await launchInCloud({ env: displayEnv });
  const { page } = app;
  await openInstances(app);
  cloud.faults.delayAction('ssm:StartSession', 6_000);
  const { pane, question, connected, button } = await openDesktop(app);
  await expect(pane.getByText('Opening a tunnel', { exact: true }).first()).toBeVisible();
  await noViolations(app, 'steps');
  await expect(question(/private key/)).toBeVisible({ timeout: 30_000 });
  cloud.faults.delayAction('ssm:StartSession', 0);
  await noViolations(app, 'key file');
  await cloud.windows.accounts.keyPair('another');
  await chooseFile(app, cloud.windows.accounts.keyFile('another'));
  await button('Choose the key file…').click();
  await expect(pane.getByRole('alert')).toBeVisible();
  await noViolations(app, 'wrong key');
  const { keyFile } = await cloud.windows.keyPair();
  await chooseFile(app, keyFile);
  await button('Choose the key file…').click();
  await expect(connected).toBeVisible({ timeout: 30_000 });
  await noViolations(app, 'open');
  await button('Options…').click();
  await expect(dialog(page, /Desktop options/).getByLabel('Size')).toBeVisible();
  await dialog(page, /Desktop options/)
    .getByRole('radio', { name: 'An account' })
    .check();
  await noViolations(app, 'options');
  await page.keyboard.press('Escape');
  await button('Close the desktop').click();
  await noViolations(app, 'closed');
  cloud.windows.setPasswordState(COMPANY.sqlReport, 'pending');
  await button(/^Open .* again$/).click();
  await expect(question('User and password')).toBeVisible({ timeout: 30_000 });
  await noViolations(app, 'user and password');
  cloud.faults.setAgentStatus(COMPANY.sqlReport, 'offline');
  await button('Cancel').click();
  await button(/^Open .* again$/).click();
  await expect(errorCard(page, /agent on this instance/).card).toBeVisible();
  await noViolations(app, 'error');
});
