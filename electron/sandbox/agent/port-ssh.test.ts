// Port 22 of a machine through its agent: AWS-StartSSHSession leads to the machine's own SSH server.
import { afterEach, expect, test } from 'vitest';
import { MESSAGE_TYPE } from '../../ssm/client-message.ts';
import { COMPANY } from '../company/company.ts';
import { PlainClient } from '../fixtures/plain-client.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';

const harness = sandboxHarness();
const clients: PlainClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

test.each([
  ['a Linux instance', COMPANY.web],
  ['a managed node', COMPANY.warehouseGateway],
])('%s answers with the banner of its own server', async (_, Target) => {
  const sandbox = await harness.start();
  const client = await PlainClient.start(sandbox, { Target, DocumentName: 'AWS-StartSSHSession' });
  clients.push(client);
  await until(() => client.output.toString('latin1').startsWith('SSH-2.0-'));
  expect(sandbox.stats().ssh.connectionCount).toBe(1);
});

test('Windows has none, and nobody lands at the server of this computer', async () => {
  const sandbox = await harness.start();
  const client = await PlainClient.start(sandbox, {
    Target: COMPANY.sqlReport,
    DocumentName: 'AWS-StartSSHSession',
  });
  clients.push(client);
  // Its agent came and went.
  await until(() => client.received.some(({ messageType }) => messageType === MESSAGE_TYPE.pausePublication));
  expect(client.output).toHaveLength(0);
});

test('hosts as a machine sees them: itself, its neighbours, everybody else', async () => {
  const sandbox = await harness.start();
  const { ports } = sandbox;
  const ssh = (target: string) => sandbox.instanceConnect.ssh.addressOf(target);
  const ledger = await ssh(COMPANY.ledgerDb);
  expect(await ports.resolve(COMPANY.web, '10.20.3.12', 22)).toEqual(ledger);
  expect(await ports.resolve(COMPANY.web, 'ip-10-20-3-12.eu-west-1.compute.internal', 22)).toEqual(ledger);
  expect(await ports.resolve(COMPANY.web, 'localhost', 22)).toEqual(await ssh(COMPANY.web));
  expect(await ports.resolve(COMPANY.web, '10.20.2.31', 22)).toBe('nobody');
  expect(await ports.resolve(COMPANY.web, '10.20.1.88', 80)).toBe('nobody');
  // Another VPC, and what is no machine at all: this computer's network finds out.
  expect(await ports.resolve(COMPANY.web, '10.40.1.52', 22)).toBeNull();
  expect(await ports.resolve(COMPANY.web, 'example.com', 80)).toBeNull();
  expect(await ports.resolve(COMPANY.web, null, 8080)).toBeNull();
});
