// The computer was away: asleep, or on another network. Tunnels come back at once, whole, and the port never closes.
import { execFileSync } from 'node:child_process';
import { expect, test } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import {
  addressOf,
  answers,
  echoClient,
  echoServer,
  makeTunnel,
  type Server,
  tunnels,
  WEB_ID,
} from './tunnel-walks.ts';
import { openInstances } from './walks.ts';

/** An address of this computer that comes and goes, as with another network. */
const NETWORK = { name: `sp${process.pid}`, address: '198.51.100.7/24' };
const ip = (...args: string[]): void => {
  execFileSync('ip', args, { stdio: 'pipe' });
};

/** What brings it back, on which systems that can be done here. */
const RETURNS: readonly {
  readonly what: string;
  readonly canRun: boolean;
  readonly leave: (app: LaunchedApp) => Promise<unknown>;
  readonly comeBack: (app: LaunchedApp) => Promise<unknown>;
  /** The network is looked at every three seconds. */
  readonly withinMs: number;
  /** What the row says when the next try is so far away that nothing but the return can be the reason for one. */
  readonly farAway: RegExp;
}[] = [
  {
    what: 'waking up',
    canRun: true,
    leave: ({ electronApp }) => electronApp.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend')),
    comeBack: ({ electronApp }) => electronApp.evaluate(({ powerMonitor }) => powerMonitor.emit('resume')),
    withinMs: 2_500,
    farAway: /next try in ([5-9]|\d\d) s/,
  },
  {
    what: 'another network',
    canRun: process.platform === 'linux' && process.getuid?.() === 0,
    leave: async () => {
      ip('link', 'add', NETWORK.name, 'type', 'veth', 'peer', 'name', `${NETWORK.name}p`);
    },
    comeBack: async () => {
      ip('addr', 'add', NETWORK.address, 'dev', NETWORK.name);
      // Without its peer it would be a cable that leads nowhere.
      for (const name of [NETWORK.name, `${NETWORK.name}p`]) ip('link', 'set', name, 'up');
    },
    withinMs: 7_000,
    farAway: /next try in ([89]|\d\d) s/,
  },
];

test.afterEach(() => {
  try {
    ip('link', 'del', NETWORK.name);
  } catch {
    // not made by this test
  }
});

for (const { what, canRun, leave, comeBack, withinMs, farAway } of RETURNS) {
  test(`${what} tries at once instead of waiting for the next try`, async ({ launchInCloud, cloud }) => {
    test.skip(!canRun, 'only root on Linux can change networks here');
    const echo: Server = await echoServer();
    cloud.ports.set(WEB_ID, null, 7, { host: '127.0.0.1', port: echo.port });
    const app = await launchInCloud();
    const { page } = app;
    await openInstances(app);
    await makeTunnel(app, { name: 'sleeper', remotePort: 7, region: cloud.region });
    const address = await addressOf(app, 'sleeper');
    const client = await echoClient(address);
    await client.says('awake ');
    await leave(app);
    cloud.faults.throttleAction('ssm:ResumeSession', 1000);
    cloud.faults.dropSockets({ side: 'client' });
    await page.keyboard.press('Control+Shift+U');
    const row = tunnels(page).row('sleeper');
    await expect(row).toContainText(/Reconnecting.*next try in \d+ s/, { timeout: 20_000 });
    expect(await answers(address.host, address.port), 'the port stays open').toBe(true);
    client.send('while away ');
    await expect(row).toContainText(farAway, { timeout: 60_000 });
    cloud.faults.throttleAction('ssm:ResumeSession', 0);
    await comeBack(app);
    await client.isWhole(withinMs);
    await client.says('and back');
    client.socket.destroy();
    await echo.close();
  });
}

test('a target that is restarted without a word: a connection waits, and gets a new session', async ({
  launchInCloud,
  cloud,
}) => {
  test.setTimeout(120_000);
  const echo = await echoServer();
  cloud.ports.set(WEB_ID, null, 7, { host: '127.0.0.1', port: echo.port });
  const app = await launchInCloud();
  await openInstances(app);
  await makeTunnel(app, { name: 'restarted', remotePort: 7, region: cloud.region });
  const address = await addressOf(app, 'restarted');
  const hanging = await echoClient(address);
  await hanging.says('before ');
  expect(cloud.faults.silenceAgent(WEB_ID)).toBe(1);
  hanging.send('unheard ');
  await app.page.waitForTimeout(12_000);
  const next = await echoClient(address);
  await next.says('after ');
  hanging.socket.destroy();
  next.socket.destroy();
  await echo.close();
});
