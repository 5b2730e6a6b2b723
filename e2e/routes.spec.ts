// The way to a shell: Enter on each instance of the sandbox reaches one by the route it should; what fails on the way is
// said; a host key that has changed stops; and nothing is left behind, on disk or running.
import { processFamily, stillRunning } from './app-process.ts';
import { expect, test } from './cloud-fixture.ts';
import { filesLike } from './files-holding.ts';
import type { LaunchedApp } from './launched-app.ts';
import { answerQuestions } from './questions.ts';
import { errorCard, instances, tabs } from './screens.ts';
import { connectedTerminal, openInstances, openShell, whoAmI } from './walks.ts';

test.use({ newShells: 'automatic' });

async function enterOn(app: LaunchedApp, name: string): Promise<void> {
  const { list, filter, option } = instances(app.page);
  await filter.fill(name);
  await expect(option(name)).toBeVisible();
  await filter.press('ArrowDown');
  await expect(list).toBeFocused();
  await app.page.keyboard.press('Enter');
  await expect(tabs(app.page).selected).toContainText(name);
}

const WAYS = [
  { name: 'web-1', over: 'SSH via Session Manager', because: null },
  { name: 'build-runner', over: 'SSH via EICE', because: /SSM not used: agent offline since/ },
  { name: 'bastion-legacy', over: 'SSH via EICE', because: /SSM not used: not managed by Systems Manager/ },
  { name: 'jump-1', over: 'SSH, directly', because: /SSM not used: not managed by Systems Manager/ },
  {
    name: 'warehouse-gw',
    over: 'Session Manager',
    because: /SSH not used: AWS sends no keys to managed nodes/,
  },
] as const;

test('Enter on each instance reaches a shell by the route it should, and says why', async ({
  launchInCloud,
}) => {
  test.setTimeout(120_000);
  const app = await launchInCloud();
  await openInstances(app);
  const status = app.page.getByRole('contentinfo');
  for (const { name, over, because } of WAYS) {
    await test.step(name, async () => {
      await enterOn(app, name);
      const terminal = await connectedTerminal(app, over);
      expect(await whoAmI(terminal)).not.toBe('');
      await expect(status).toContainText(over === 'Session Manager' ? 'via Session Manager' : over);
      if (because === null) await expect(status).not.toContainText('not used');
      else await expect(status).toContainText(because);
    });
  }
});

test('a stopped instance says so', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await enterOn(app, 'old-worker');
  await expect(errorCard(app.page, 'The instance is not running').card).toBeVisible();
});

test('what fails on the way is said, and the next route is taken', async ({ launchInCloud, cloud }) => {
  cloud.faults.setAgentStatus('build-runner', 'online');
  cloud.faults.denyAction('ssm:StartSession');
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app, 'build-runner', 'SSH via EICE');
  expect(await whoAmI(terminal)).not.toBe('');
  await expect(app.page.getByRole('contentinfo')).toContainText(/SSH via EICE; SSM not used: .*not allowed/i);
  expect(await terminal.flowing()).toMatch(/SSM not used: /);
});

test('an endpoint’s hour is told before it is over, and then a new shell opens by itself, with another key', async ({
  launchInCloud,
  cloud,
}) => {
  // The hour, in seconds.
  cloud.instanceConnect.faults.limitTunnelDuration({ maxSeconds: 8, isNamed: true });
  const pushes = (): number => cloud.stats().calls['ec2-instance-connect:SendSSHPublicKey'] ?? 0;
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app, 'build-runner', 'SSH via EICE');
  await expect(app.page.getByRole('contentinfo')).toContainText(
    'AWS cuts this route in 1 min, then a new shell opens',
  );
  expect(pushes()).toBe(1);
  await terminal.shows(/opens by itself —[^]+Connected to build-runner over SSH via EICE/);
  // It takes what is typed, as if nothing had been.
  expect(await whoAmI(terminal)).not.toBe('');
  expect(pushes()).toBeGreaterThan(1);
});

test('a host key that has changed stops the connection and says why', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app, 'build-runner', 'SSH via EICE');
  await app.page.keyboard.press('Control+Shift+W');
  await expect(tabs(app.page).all).toHaveCount(0);
  await cloud.instanceConnect.faults.replaceHostKeys('build-runner');
  // Else AWS itself shows the new key, in the console output, and vouches for it.
  cloud.faults.denyAction('ec2:GetConsoleOutput');
  await instances(app.page).option('build-runner').dblclick();
  const { card, button } = errorCard(app.page, 'The instance shows another host key than before');
  await expect(card).toContainText('somebody stands between you and it');
  await expect(card).toContainText('SHA256:');
  await button('Forget the old key and connect').click();
  await connectedTerminal(app, 'SSH via EICE');
});

test('a replaced instance whose console shows the new key is connected to, and the inspector says why', async ({
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app, 'build-runner', 'SSH via EICE');
  await app.page.keyboard.press('Control+Shift+W');
  await expect(tabs(app.page).all).toHaveCount(0);
  await cloud.instanceConnect.faults.replaceHostKeys('build-runner');
  await openShell(app, 'build-runner', 'SSH via EICE');
  await expect(inspector(app)).toContainText('confirmed by its console output');
});

test('the route card shows each way: ready before, in use after, and why not', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await expect(instances(app.page).option('bastion-legacy')).toContainText('EICE');
  await expect(instances(app.page).option('ledger-db')).toContainText('no agent');
  await instances(app.page).option('build-runner').click();
  const row = (name: string) => inspector(app).getByRole('listitem').filter({ hasText: name });
  await expect(row('EICE')).toContainText(/ready · endpoint eice-/);
  await expect(row('SSM')).toContainText('agent offline');
  await openShell(app, 'build-runner', 'SSH via EICE');
  await expect(row('EICE')).toContainText('in use');
  await expect(row('SSM')).toContainText('agent offline');
});

test('no private key on disk while a shell is open, and nothing left after a quit', async ({
  launchInCloud,
  cloud,
  home,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app, 'build-runner', 'SSH via EICE');
  await answerQuestions(app, /^Quit/);
  await terminal.run('sleep 654');
  await expect
    .poll(async () => (await processFamily(process.pid)).some(({ command }) => command.endsWith('sleep 654')))
    .toBe(true);
  expect(await filesWithPrivateKeys(home.dir), 'private keys in what the app keeps').toEqual([]);
  const family = await processFamily(app.pid);
  expect(await app.quit(), 'the app ends when asked to').toBe(true);
  await expect.poll(() => stillRunning(family), { message: 'processes that outlive the app' }).toEqual([]);
  await expect.poll(() => cloud.stats().tunnels, { message: 'tunnels left open' }).toEqual([]);
  expect(await filesWithPrivateKeys(home.dir), 'private keys left behind').toEqual([]);
});

function inspector({ page }: LaunchedApp) {
  return page.getByRole('complementary', { name: 'Inspector' });
}

/** Of OpenSSH, PKCS#8 and PKCS#1; and any file named like one. */
async function filesWithPrivateKeys(dir: string): Promise<readonly string[]> {
  return filesLike(dir, (name, text) => {
    return /PRIVATE KEY|openssh-key-v1|b3BlbnNzaC1rZXktdjE/.test(text) || name.startsWith('id_');
  });
}
