// A shell over SSH by each route, through the real engine against the sandbox's SSH servers, endpoints and agents.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { openOn, type OpenWish, sandboxCloud, type SandboxCloud, say } from './fixtures/sandbox-cloud.ts';
import type { RoutedShell } from './shell-route.ts';

const WEB = 'i-0a1b2c3d4e5f60718';
const BUILD_RUNNER = 'i-0b6d1e8f3a2c94705';
const OLD_WORKER = 'i-0d2e8b5c7f1a36940';
const WAREHOUSE = 'mi-0e7a3c9d5b1f28460';
const BASTION = 'i-0f5c1d9e3b7a42680';

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

async function open(target: string, wish: OpenWish = {}) {
  cloud = sandboxCloud(sandbox);
  const opening = openOn(cloud, sandbox, target, wish);
  const shell = await opening.shell;
  shells.push(shell);
  return { ...opening, shell };
}

describe('the best route by itself', () => {
  it('an agent that is online: SSH over Session Manager', async () => {
    const { shell, way, phases } = await open(WEB);
    expect(way()).toMatchObject({ route: 'ssm', shell: 'ssh', user: 'ec2-user', routeNote: 'via SSM' });
    expect(phases).toEqual([
      'choosing-route',
      'starting-session',
      'opening-channel',
      'waiting-for-agent',
      'exchanging-keys',
      'checking-host-key',
      'sending-key',
      'signing-in',
      'opening-shell',
    ]);
    expect(await say(shell, 'stty size')).toContain('20 90');
    expect(shell.sessionId).not.toBeNull();
  });

  it('an agent that is offline: an endpoint, and the note says why', async () => {
    const { shell, way, phases } = await open(BUILD_RUNNER);
    expect(way()).toMatchObject({ route: 'eice', shell: 'ssh', user: 'ubuntu' });
    expect(way().routeNote).toMatch(/^via EICE; SSM not used: agent offline since /);
    expect(way().cutAt).toBeGreaterThan(Date.now() + 3_500_000);
    expect(phases).toContain('dialling');
    expect(await say(shell, 'stty size')).toContain('20 90');
  });

  it('no agent at all: an endpoint, and the user is found by trying', async () => {
    const { shell, way } = await open(BASTION);
    expect(way()).toMatchObject({ route: 'eice', user: 'ubuntu' });
    expect(way().routeNote).toBe('via EICE; SSM not used: not managed by Systems Manager');
    expect(await say(shell, 'echo hi')).toContain('hi');
  });

  it('a managed node: the shell of Session Manager', async () => {
    const { shell, way } = await open(WAREHOUSE);
    expect(way()).toMatchObject({ route: 'ssm', shell: 'session-manager' });
    expect(way().routeNote).toContain('cannot send a key to a managed node');
    expect(await say(shell, 'stty size')).toContain('20 90');
  });

  it('a stopped instance says so', async () => {
    await expect(open(OLD_WORKER)).rejects.toMatchObject({
      code: 'target/not-running',
      message: 'old-worker is not running: it is stopped.',
    });
  });
});
