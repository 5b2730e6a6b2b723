// The computer was away: asleep, or on another network. Tunnels come back at once, whole, and the port never closes.
import { execFileSync } from 'node:child_process';
import type { Locator } from '@playwright/test';
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
  /** Far enough that nothing but the return can be the reason for a try that comes before it. */
  readonly farS: number;
}[] = [
  {
    what: 'waking up',
    canRun: true,
    leave: ({ electronApp }) => electronApp.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend')),
    comeBack: ({ electronApp }) => electronApp.evaluate(({ powerMonitor }) => powerMonitor.emit('resume')),
    farS: 5,
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
    // The network is looked at every three seconds. Apps of tests beside this one notice too, and try what they wait for.
    farS: 9,
  },
];

test.afterEach(() => {
  try {
    ip('link', 'del', NETWORK.name);
  } catch {
    // not made by this test
  }
});

/** Waits until the row says that the next try is so far away; answers until when there will be none. */
async function noTryUntil(row: Locator, farS: number): Promise<number> {
  let seconds = 0;
  let at = 0;
  await expect
    .poll(
      async () => {
        at = Date.now();
        seconds = Number(/next try in (\d+) s/.exec((await row.textContent()) ?? '')?.[1] ?? 0);
        return seconds;
      },
      { timeout: 60_000, intervals: [100] },
    )
    .toBeGreaterThanOrEqual(farS);
  // Said in whole seconds, rounded up, and looked at twice a second.
  return at + (seconds - 1.5) * 1000;
}

for (const { what, canRun, leave, comeBack, farS } of RETURNS) {
  test(`${what} tries at once instead of waiting for the next try`, async ({ launchInCloud, cloud }) => {
    test.setTimeout(150_000);
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
    const until = await noTryUntil(row, farS);
    cloud.faults.throttleAction('ssm:ResumeSession', 0);
    await comeBack(app);
    await client.isWhole(until - Date.now());
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
  // As a person does: connections hang like the first one until the silence is noticed, and then there is one that works.
  await expect(async () => {
    const next = await echoClient(address);
    await next.says('after ', 3_000).finally(() => next.socket.destroy());
  }).toPass({ timeout: 60_000 });
  hanging.socket.destroy();
  await echo.close();
});
