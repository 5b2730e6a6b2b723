// Machines without an SSH that lets us in: what is said of them, and what comes first the next time.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { COMPANY } from '../sandbox/company/company.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import {
  type OpeningShell,
  openOn,
  type OpenWish,
  sandboxCloud,
  type SandboxCloud,
} from './fixtures/sandbox-cloud.ts';
import type { RoutedShell } from './shell-route.ts';

const WEB = COMPANY.web;
const SQL = COMPANY.sqlReport;

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

it('what worked instead of SSH comes first afterwards, with the reason; who asks for SSH gets it tried', async () => {
  sandbox.instanceConnect.faults.setInstanceConnect(WEB, false);
  await open(WEB);
  const again = await opened(openOn(cloud, sandbox, WEB));
  expect(again.way().shell).toBe('session-manager');
  expect(again.phases).not.toContain('sending-key');
  expect(again.way().routeNote).toMatch(/SSM not used: .*did not accept it for ec2-user \(at \d\d:\d\d\)/);
  sandbox.instanceConnect.faults.setInstanceConnect(WEB, true);
  const asked = await opened(openOn(cloud, sandbox, WEB, { how: { shell: 'ssh' } }));
  expect(asked.way()).toMatchObject({ route: 'ssm', shell: 'ssh' });
});

it('a Windows machine says that it is one, whatever SSH came to', async () => {
  sandbox.faults.setAgentStatus(SQL, 'offline');
  await expect(open(SQL)).rejects.toMatchObject({
    code: 'target/windows',
    message: 'sql-report-01 is a Windows machine, and no SSH let us in there.',
    detail: expect.stringContaining('agent offline') as string,
  });
  const asked = {
    how: { shell: 'ssh', route: { kind: 'direct', address: '127.0.0.1' }, port: 1 },
  } as const;
  await expect(open(SQL, asked)).rejects.toMatchObject({
    code: 'target/windows',
    detail: expect.stringContaining('127.0.0.1 port 1: refused') as string,
  });
  const own = { how: { ...asked.how, identity: { kind: 'password' } } } as const;
  await expect(open(SQL, own)).rejects.toMatchObject({ code: 'direct/unreachable' });
});
