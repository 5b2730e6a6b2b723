// When it does not work: the right words at the right place, and a next step that works.
import { expect, test, writeAwsProfile } from './cloud-fixture.ts';
import { errorCard, instances, picker, tabs } from './screens.ts';
import { connectedTerminal, openInstances, openShell } from './walks.ts';
import { terminalScreen } from './terminal-screen.ts';

test('agent offline: said before and after, and Try again works once it is back', async ({
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  await instances(app.page).option('build-runner').dblclick();
  const { card, button } = errorCard(app.page, 'The agent on this instance is not connected');
  await expect(card).toContainText('AmazonSSMManagedInstanceCore');
  cloud.faults.setAgentStatus('build-runner', 'online');
  await button('Try again').click();
  await connectedTerminal(app);
});

test('a stopped instance', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await instances(app.page).option('old-worker').dblclick();
  const { card } = errorCard(app.page, 'The instance is not running');
  await expect(card).toContainText('Start it in AWS');
});

test('access denied names the missing permission', async ({ launchInCloud, cloud }) => {
  cloud.faults.denyAction('ssm:StartSession');
  const app = await launchInCloud();
  await openInstances(app);
  await instances(app.page).option('web-1').dblclick();
  const { card, button } = errorCard(app.page, 'AWS did not allow this');
  await expect(card).toContainText('ssm:StartSession');
  await button('Choose AWS profile').click();
  await expect(picker(app.page, /AWS profile/).dialog).toBeVisible();
});

test('expired credentials, renewed in the file, then Try again', async ({ launch, home, cloud }) => {
  await writeAwsProfile(home, cloud, 'acme-prod');
  const app = await launch();
  await openInstances(app, 'acme-prod');
  cloud.faults.expireCredentials();
  await instances(app.page).option('web-1').dblclick();
  const { card, button } = errorCard(app.page, 'The AWS credentials have expired');
  await expect(card).toContainText('Renew them');
  await writeAwsProfile(home, cloud, 'acme-prod', cloud.faults.renewCredentials({ rotate: true }));
  await button('Try again').click();
  await connectedTerminal(app);
});

test('a slow connection says what it is doing and can be cancelled', async ({ launchInCloud, cloud }) => {
  cloud.faults.delayAction('ssm:StartSession', 30_000);
  const app = await launchInCloud();
  await openInstances(app);
  await instances(app.page).option('web-1').dblclick();
  await expect(app.page.getByText(/Starting a session/).first()).toBeVisible();
  await app.page.getByRole('tabpanel').getByRole('button', { name: 'Cancel' }).click();
  await expect(app.page.getByRole('heading', { name: 'Cancelled' })).toBeVisible();
  expect(cloud.stats().sessions, 'sessions left behind').toEqual([]);
});

test('a report to copy, without secrets', async ({ launchInCloud, cloud }) => {
  cloud.faults.denyAction('ssm:StartSession');
  const app = await launchInCloud();
  await openInstances(app);
  await instances(app.page).option('web-1').dblclick();
  const { button } = errorCard(app.page, 'AWS did not allow this');
  await button('Copy report').click();
  await expect(button('Report copied')).toBeVisible();
  const report = await app.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  expect(report).toContain('aws/access-denied');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
    expect(report).not.toContain(cloud.env[name]);
  }
});

test('after the shell was lost, Enter reconnects in the same tab, scrollback kept', async ({
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run('echo before-$((1+1))');
  await terminal.shows('before-2');
  cloud.faults.refuseResume();
  cloud.faults.dropSockets({ side: 'client' });
  await expect
    .poll(() => terminal.flowing())
    .toMatch(/— Disconnected at \d+:\d\d\. [A-Z].+\. ?Press Enter to reconnect/);
  // Enter typed at the moment of the loss was meant for the shell; a moment later it is meant for us.
  await app.page.waitForTimeout(800);
  await app.page.keyboard.press('Enter');
  await expect.poll(async () => (await terminal.text()).match(/Connected to/g)?.length).toBe(2);
  expect(await terminal.text()).toContain('before-2');
  await terminal.run('echo after-$((1+1))');
  await terminal.shows('after-2');
  await expect(tabs(app.page).all).toHaveCount(1);
});

test('the error of a lost shell hides none of its output, and the next shell has the right size', async ({
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run('clear; for n in $(seq 1 99); do echo row-$n; done');
  await terminal.shows('row-99');
  cloud.faults.refuseResume();
  cloud.faults.dropSockets({ side: 'client' });
  const { card, button } = errorCard(app.page, /.+/);
  await expect(card).toBeVisible();
  await expect.poll(() => terminal.flowing()).toContain('Press Enter to reconnect');
  await terminal.shows('row-99');
  const rows = app.page.getByRole('tabpanel').filter({ visible: true }).locator('.xterm-rows');
  const edges = async () => {
    const [over, under] = [await card.boundingBox(), await rows.boundingBox()];
    return (under?.y ?? 0) - ((over?.y ?? 0) + (over?.height ?? 0));
  };
  await expect.poll(edges, 'the first row begins below the error').toBeGreaterThanOrEqual(0);
  await button('Reconnect').click();
  await expect(card).toBeHidden();
  await expect.poll(async () => (await terminal.flowing()).match(/Connected to/g)?.length).toBe(1);
  // The line that says what the connection is doing gives its room back when the shell is there already.
  const missing = async () => (await terminal.rows()).length - (await terminal.sttySize()).rows;
  await expect.poll(missing, 'rows that the shell does not know of').toBe(0);
});

test('an instance that vanished since the list was loaded', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  cloud.faults.setInstanceState('web-1', 'terminated');
  await instances(app.page).option('web-1').dblclick();
  await expect(app.page.getByRole('alert')).toContainText(/not running|does not exist|not connected/);
  expect(await terminalScreen(app).text()).not.toContain('Connected to');
});
