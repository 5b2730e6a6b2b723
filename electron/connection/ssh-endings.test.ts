// Host keys and endings of shells over SSH, through the real engine against the sandbox.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { COMPANY } from '../sandbox/company/company.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import {
  type OpeningShell,
  openOn,
  type OpenWish,
  sandboxCloud,
  type SandboxCloud,
  say,
} from './fixtures/sandbox-cloud.ts';
import type { RoutedShell } from './shell-route.ts';

const WEB = 'i-0a1b2c3d4e5f60718';
const BUILD_RUNNER = 'i-0b6d1e8f3a2c94705';
const JUMP = COMPANY.jump;
/** One socket is the agents' control channel. */
const NOTHING_OPEN = { sessions: [], tunnels: [], openSocketCount: 1, ssh: { connectionCount: 0 } };

let sandbox: Sandbox;
let cloud: SandboxCloud;
const shells: RoutedShell[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ habits: { pauseMs: 0 } });
});
afterEach(async () => {
  for (const shell of shells.splice(0)) await shell.close();
  sandbox.faults.reset();
});
afterAll(async () => {
  await sandbox.close();
});

const open = (target: string, wish: OpenWish = {}) => {
  cloud = sandboxCloud(sandbox);
  return opened(openOn(cloud, sandbox, target, wish));
};

async function opened(opening: OpeningShell) {
  const shell = await opening.shell;
  shells.push(shell);
  return { ...opening, shell };
}

describe('host keys', () => {
  it('are pinned: another key stops before anything is sent', async () => {
    cloud = sandboxCloud(sandbox);
    await opened(openOn(cloud, sandbox, WEB));
    const again = await opened(openOn(cloud, sandbox, WEB));
    expect(again.way().hostKey?.trust).toBe('known');
    sandbox.faults.denyAction('ec2:GetConsoleOutput');
    await sandbox.instanceConnect.faults.replaceHostKeys(WEB);
    const opening = openOn(cloud, sandbox, WEB);
    await expect(opening.shell).rejects.toMatchObject({ code: 'ssh/host-key-changed' });
    expect(opening.phases).not.toContain('sending-key');
  });

  it('a new key that the machine itself printed is taken', async () => {
    cloud = sandboxCloud(sandbox);
    await opened(openOn(cloud, sandbox, WEB));
    await sandbox.instanceConnect.faults.replaceHostKeys(WEB);
    const again = await opened(openOn(cloud, sandbox, WEB));
    expect(again.way().hostKey?.trust).toBe('console');
    expect(cloud.questions).toEqual([]);
  });

  it('off AWS’s own routes the user is asked about a first key that nothing vouches for', async () => {
    cloud = sandboxCloud(sandbox);
    sandbox.faults.denyAction('ec2:GetConsoleOutput');
    const how = { route: { kind: 'direct', address: null } as const };
    await expect(openOn(cloud, sandbox, JUMP, { how }).shell).rejects.toMatchObject({
      code: 'ssh/host-key-refused',
    });
    expect(cloud.questions).toMatchObject([
      { kind: 'host-key', detail: expect.stringContaining('SHA256:') as string },
    ]);
    cloud.answer = () => 'yes';
    const { way } = await opened(openOn(cloud, sandbox, JUMP, { how }));
    expect(way().hostKey?.trust).toBe('accepted');
    expect((await opened(openOn(cloud, sandbox, JUMP, { how }))).way().hostKey?.trust).toBe('known');
  });
});

describe('the end', () => {
  it.each([
    ['exit', 0],
    ['exit 3', 3],
  ])('%s ends the connection with its code', async (command, code) => {
    const { shell } = await open(BUILD_RUNNER);
    shell.stream.resume();
    shell.stream.write(`${command}\r`);
    expect(await shell.ending).toMatchObject({ kind: 'exited', exitCode: code });
  });

  it('a tunnel that is cut says so', async () => {
    const { shell } = await open(BUILD_RUNNER);
    shell.stream.resume();
    expect(sandbox.instanceConnect.faults.cutTunnels()).toBe(1);
    expect(await shell.ending).toMatchObject({ kind: 'failed', error: { code: 'eice/lost' } });
  });

  it('a message gateway that cuts is healed under SSH', async () => {
    const { shell, phases } = await open(WEB);
    expect(sandbox.faults.dropSockets({ side: 'client' })).toBe(1);
    expect(await say(shell, 'echo still here')).toContain('still here');
    expect(phases.slice(-2)).toEqual(['reconnecting', 'open']);
  });

  it('closing leaves no session, no tunnel and no SSH connection', async () => {
    const { shell: one } = await open(WEB);
    const { shell: two } = await open(BUILD_RUNNER);
    await Promise.all([one.close(), two.close()]);
    await expect.poll(() => sandbox.stats()).toMatchObject(NOTHING_OPEN);
  });

  it('a cancel at any step leaves nothing behind', async () => {
    for (const target of [WEB, BUILD_RUNNER])
      for (const ms of [0, 5, 15, 30, 60, 100]) {
        const controller = new AbortController();
        const opening = openOn(sandboxCloud(sandbox), sandbox, target, { signal: controller.signal });
        setTimeout(() => {
          controller.abort();
        }, ms);
        await opening.shell.then(
          (shell) => shell.close(),
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'cancelled' });
          },
        );
      }
    await expect.poll(() => sandbox.stats(), { timeout: 10_000 }).toMatchObject(NOTHING_OPEN);
  });
});
