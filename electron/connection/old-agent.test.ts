// Agents from before other hosts: they do not read the host, and lead to the same port of their own machine.
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AwsClients } from '../aws/clients.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { portEnd } from '../ssm/port-documents.ts';
import { clientsOf, openPort, serve, WEB } from './fixtures/port-line.ts';

let sandbox: Sandbox;
let clients: AwsClients;

beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.faults.setAgentVersion(WEB, '3.1.1373.9');
  clients = await clientsOf(sandbox);
});
afterAll(async () => {
  clients.close();
  await sandbox.close();
});

test('is not used for another host, and says why; its own ports are still to be had', async () => {
  const server = await serve((socket) => socket.pipe(socket));
  const beyond = openPort(clients, server.port, { end: portEnd('orders.internal', server.port) });
  await expect(beyond).rejects.toMatchObject({
    code: 'ssm/handshake-failed',
    detail: `It is 3.1.1373.9; 3.1.1374.0 is needed. It would lead to port ${server.port} of the instance itself.`,
  });
  await expect.poll(() => sandbox.stats().sessions).toEqual([]);
  const own = await openPort(clients, server.port);
  const stream = await own.dial(new AbortController().signal);
  stream.write('hello');
  expect(String(await once(stream, 'data'))).toBe('hello');
  stream.destroy();
  await own.close();
  await server.close();
});
