// Machines without an SSH that lets us in: what is said of them, and what comes first the next time.
import { expect, it } from 'vitest';
import { COMPANY } from '../sandbox/company/company.ts';
import { sandboxShells } from './fixtures/sandbox-shells.ts';

const WEB = COMPANY.web;
const SQL = COMPANY.sqlReport;

const around = sandboxShells();
const { open, visit, opened } = around;

it('what worked instead of SSH comes first afterwards, with the reason; who asks for SSH gets it tried', async () => {
  around.sandbox.instanceConnect.faults.setInstanceConnect(WEB, false);
  await open(WEB);
  const again = await opened(visit(WEB));
  expect(again.way().shell).toBe('session-manager');
  expect(again.phases).not.toContain('sending-key');
  expect(again.way().routeNote).toMatch(
    /^Session Manager’s shell; SSH not used: .*did not accept it for ec2-user \(at \d\d:\d\d\)/,
  );
  around.sandbox.instanceConnect.faults.setInstanceConnect(WEB, true);
  const asked = await opened(visit(WEB, { how: { shell: 'ssh' } }));
  expect(asked.way()).toMatchObject({ route: 'ssm', shell: 'ssh' });
});

it('a Windows machine says that it is one, whatever SSH came to', async () => {
  around.sandbox.faults.setAgentStatus(SQL, 'offline');
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
