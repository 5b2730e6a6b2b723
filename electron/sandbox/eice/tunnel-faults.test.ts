// What can be made to go wrong with tunnels.
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { ENDPOINTS } from '../company/endpoints.ts';
import { openPlainTunnel } from '../fixtures/plain-tunnel.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';
import { sshPortServer } from '../fixtures/ssh-port-server.ts';
import type { Sandbox } from '../sandbox.ts';

const harness = sandboxHarness();
const serve = sshPortServer();

/** A tunnel to an echo at port 22 of build-runner. */
async function echoTunnel(sandbox: Sandbox): Promise<WebSocket> {
  await serve(sandbox, (socket) => socket.pipe(socket));
  const answer = await openPlainTunnel({
    at: sandbox.endpointUrl.replace('http', 'ws'),
    dnsName: sandbox.instanceConnect.endpoints.find(ENDPOINTS.staging)?.dnsName ?? '',
    env: sandbox.env,
    query: { instanceConnectEndpointId: ENDPOINTS.staging, remotePort: '22', privateIpAddress: '10.40.1.52' },
  });
  if (answer.kind !== 'open') throw new Error('refused');
  return answer.socket;
}

async function codeOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, reason.toString()];
}

test('so many targets are refused, and no more', async () => {
  const sandbox = await harness.start();
  sandbox.instanceConnect.faults.refuseTunnelTargets(2);
  for (let index = 0; index < 2; index += 1)
    expect((await codeOf(await echoTunnel(sandbox)))[1]).toBe('Unable to connect to target');
  const socket = await echoTunnel(sandbox);
  socket.send(Buffer.from('x'));
  await once(socket, 'message');
});

test('cut without a word, or closed in good order', async () => {
  const sandbox = await harness.start();
  const first = await echoTunnel(sandbox);
  const cut = codeOf(first);
  expect(sandbox.instanceConnect.faults.cutTunnels()).toBe(1);
  expect((await cut)[0]).toBe(1006);
  await until(() => sandbox.stats().tunnels.length === 0);
  const second = await echoTunnel(sandbox);
  const closed = codeOf(second);
  expect(sandbox.instanceConnect.faults.closeTunnels(1011, 'maintenance')).toBe(1);
  expect(await closed).toEqual([1011, 'maintenance']);
});

test('late, in order', async () => {
  const sandbox = await harness.start();
  sandbox.instanceConnect.faults.delayTunnels(40);
  const socket = await echoTunnel(sandbox);
  let text = '';
  socket.on('message', (bytes: Buffer) => (text += bytes.toString()));
  const from = Date.now();
  for (const letter of 'abcdefgh') socket.send(Buffer.from(letter));
  await until(() => text.length === 8);
  expect(text).toBe('abcdefgh');
  expect(Date.now() - from).toBeGreaterThanOrEqual(78);
});

test('stalled, and going on where it was', async () => {
  const sandbox = await harness.start();
  const socket = await echoTunnel(sandbox);
  let text = '';
  socket.on('message', (bytes: Buffer) => (text += bytes.toString()));
  sandbox.instanceConnect.faults.stallTunnels(true);
  socket.send(Buffer.from('one '));
  socket.send(Buffer.from('two'));
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([text, socket.readyState]).toEqual(['', socket.OPEN]);
  sandbox.instanceConnect.faults.stallTunnels(false);
  await until(() => text === 'one two');
});
