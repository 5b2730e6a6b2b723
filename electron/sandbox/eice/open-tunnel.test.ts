// OpenTunnel as the service has it, asked by AWS's own signer and a bare WebSocket, over ws and over wss.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { ManualClock } from '../../base/manual-clock.ts';
import { COMPANY } from '../company/company.ts';
import { ENDPOINTS } from '../company/endpoints.ts';
import { newKey } from '../fixtures/plain-ssh.ts';
import { openPlainTunnel, streamOf, type TunnelAnswer, type TunnelWish } from '../fixtures/plain-tunnel.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';
import { sshPortServer } from '../fixtures/ssh-port-server.ts';
import type { Sandbox } from '../sandbox.ts';

const harness = sandboxHarness();
const serve = sshPortServer();
const BUILD_RUNNER = '10.40.1.52';

function ask(
  sandbox: Sandbox,
  query: Record<string, string> = {},
  more: Partial<TunnelWish> = {},
): Promise<TunnelAnswer> {
  const endpoint = sandbox.instanceConnect.endpoints.find(ENDPOINTS.staging);
  return openPlainTunnel({
    at: sandbox.endpointUrl.replace('http', 'ws'),
    dnsName: endpoint?.dnsName ?? '',
    env: sandbox.env,
    query: {
      instanceConnectEndpointId: ENDPOINTS.staging,
      remotePort: '22',
      privateIpAddress: BUILD_RUNNER,
      ...query,
    },
    ...more,
  });
}

async function open(sandbox: Sandbox, query: Record<string, string> = {}): Promise<WebSocket> {
  const answer = await ask(sandbox, query);
  if (answer.kind !== 'open') throw new Error(`refused: ${JSON.stringify(answer.body)}`);
  return answer.socket;
}

async function closeOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, reason.toString()];
}

test.each(['ws', 'wss'])('a pushed key signs in through a tunnel over %s', async (scheme) => {
  const sandbox = await harness.start();
  const key = newKey();
  sandbox.instanceConnect.world.pushKey(COMPANY.buildRunner, 'ubuntu', key.publicLine);
  const ca = readFileSync(sandbox.caFile, 'utf8');
  const tunnel = await ask(sandbox, {}, scheme === 'wss' ? { at: sandbox.openTunnelUrl, ca } : {});
  const client = new ssh2.Client();
  const output = await new Promise<string>((resolve, reject) => {
    client.once('error', reject);
    client.once('ready', () => {
      client.exec('echo from-$USER', (error, channel) => {
        if (error) reject(error);
        else
          channel.on('data', (bytes: Buffer) => {
            resolve(bytes.toString());
          });
      });
    });
    client.connect({ sock: streamOf(tunnel), username: 'ubuntu', privateKey: key.privateText });
  });
  client.end();
  expect(output).toBe('from-ubuntu\n');
  expect(sandbox.stats().calls['ec2-instance-connect:OpenTunnel']).toBe(1);
  await until(() => sandbox.stats().tunnels.length === 0);
});

test('over TLS for exactly the names of the endpoints, and only who trusts its authority', async () => {
  const sandbox = await harness.start();
  const ca = readFileSync(sandbox.caFile, 'utf8');
  const at = sandbox.openTunnelUrl;
  await expect(ask(sandbox, {}, { at })).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  await expect(ask(sandbox, {}, { at, ca, host: 'elsewhere.example.com' })).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

describe('refuses before the 101', () => {
  test.each<[string, Record<string, string>, Partial<TunnelWish>, number, string, string]>([
    ['another port', { remotePort: '5432' }, {}, 400, 'InvalidParameter', 'Specify either 22 or 3389'],
    ['no address', { privateIpAddress: 'db' }, {}, 400, 'InvalidParameter', 'PrivateIpAddress'],
    ['too short', { maxTunnelDuration: '0' }, {}, 400, 'InvalidParameter', 'MaxTunnelDuration'],
    ['too long', { maxTunnelDuration: '3601' }, {}, 400, 'InvalidParameter', 'MaxTunnelDuration'],
    ['no endpoint', { instanceConnectEndpointId: 'eice-0' }, {}, 404, 'ResourceNotFound', 'does not exist'],
    [
      'an expired signature',
      {},
      { signedAt: new Date(Date.now() - 61_000) },
      403,
      'InvalidSignature',
      'expired',
    ],
    ['another service', {}, { service: 'ec2' }, 403, 'InvalidSignature', 'scoped to service'],
    ['another region', {}, { region: 'us-east-1' }, 403, 'InvalidSignature', 'region'],
    ['another host', {}, { host: 'localhost' }, 403, 'InvalidSignature', 'does not match'],
    ['another name', {}, { dnsName: 'localhost' }, 400, 'InvalidParameter', 'does not belong'],
  ])('%s', async (_, query, more, status, code, words) => {
    const sandbox = await harness.start();
    const answer = await ask(sandbox, query, more);
    expect(answer).toMatchObject({ kind: 'refused', status, body: { ErrorCode: code } });
    if (answer.kind !== 'refused') return;
    expect(answer.body['Message']).toContain(words);
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('without the session token, with keys of nobody, with expired ones', async () => {
    const sandbox = await harness.start();
    const { AWS_SESSION_TOKEN: _token, ...bare } = sandbox.env;
    expect(await ask(sandbox, {}, { env: bare })).toMatchObject({ kind: 'refused', status: 403 });
    const wrong = { ...sandbox.env, AWS_ACCESS_KEY_ID: 'ASIANOBODY' };
    expect(await ask(sandbox, {}, { env: wrong })).toMatchObject({
      body: { ErrorCode: 'UnrecognizedClient' },
    });
    sandbox.faults.expireCredentials();
    expect(await ask(sandbox)).toMatchObject({ status: 403, body: { ErrorCode: 'ExpiredToken' } });
  });

  test('what is not allowed, what comes too often, an endpoint that is not ready', async () => {
    const sandbox = await harness.start();
    sandbox.faults.denyAction('ec2-instance-connect:OpenTunnel');
    const denied = await ask(sandbox);
    expect(denied).toMatchObject({ status: 403, body: { ErrorCode: 'AccessDenied' } });
    if (denied.kind === 'refused')
      expect(denied.body['Message']).toContain('instance-connect-endpoint/eice-');
    sandbox.faults.allowAction('ec2-instance-connect:OpenTunnel');
    sandbox.faults.throttleAction('ec2-instance-connect:OpenTunnel', 1);
    expect(await ask(sandbox)).toMatchObject({ body: { ErrorCode: 'Throttling' } });
    sandbox.instanceConnect.faults.setEndpointState(ENDPOINTS.staging, 'delete-in-progress');
    expect(await ask(sandbox)).toMatchObject({ body: { ErrorCode: 'InvalidState' } });
    sandbox.instanceConnect.faults.setEndpointState(ENDPOINTS.staging, 'update-failed');
    expect((await ask(sandbox)).kind).toBe('open');
  });

  test('the twenty-first tunnel', async () => {
    const sandbox = await harness.start();
    const tunnels = await Promise.all(Array.from({ length: 20 }, () => open(sandbox)));
    expect(await ask(sandbox)).toMatchObject({ status: 429, body: { ErrorCode: 'ConnectionLimitExceeded' } });
    tunnels[0]?.close();
    await until(() => sandbox.stats().tunnels.length === 19);
    expect((await ask(sandbox)).kind).toBe('open');
  });
});

describe('after the 101', () => {
  test.each([
    ['nobody has the address', { privateIpAddress: '10.40.1.99' }],
    ['the machine is in another VPC', { privateIpAddress: '10.20.1.17' }],
    ['nothing listens there', { remotePort: '3389' }],
  ])('"Unable to connect to target" when %s', async (_, query) => {
    const sandbox = await harness.start();
    const [code, reason] = await closeOf(await open(sandbox, query));
    expect(code).not.toBe(1000);
    expect(reason).toBe('Unable to connect to target');
  });

  test('the end of the machine is 1000, after its last byte', async () => {
    const sandbox = await harness.start();
    await serve(sandbox, (socket) => socket.end('last words'));
    const socket = await open(sandbox);
    const said = once(socket, 'message');
    const closed = closeOf(socket);
    expect(String((await said)[0])).toBe('last words');
    expect((await closed)[0]).toBe(1000);
  });

  test('what the client has sent before its end still arrives', async () => {
    const sandbox = await harness.start();
    let got = 0;
    let isOver = false;
    await serve(sandbox, (socket) => {
      // Slow: at the client's end much is on its way.
      socket.on('data', (bytes) => {
        got += bytes.length;
        socket.pause();
        setTimeout(() => socket.resume(), 2);
      });
      socket.on('end', () => (isOver = true));
    });
    const socket = await open(sandbox);
    socket.send(Buffer.alloc(0));
    for (let index = 0; index < 160; index += 1) socket.send(Buffer.alloc(65_000));
    socket.close();
    await until(() => isOver);
    expect(got).toBe(160 * 65_000);
  });

  test('text is a protocol error', async () => {
    const sandbox = await harness.start();
    const socket = await open(sandbox);
    socket.send('hello');
    expect((await closeOf(socket))[0]).toBe(1003);
  });

  test('the time it was asked for', async () => {
    const clock = new ManualClock(Date.now());
    const sandbox = await harness.start({ clock });
    await serve(sandbox, () => undefined);
    const socket = await open(sandbox, { maxTunnelDuration: '90' });
    clock.advance(89_000);
    expect(sandbox.stats().tunnels).toHaveLength(1);
    const closed = closeOf(socket);
    clock.advance(1000);
    expect((await closed)[0]).toBe(1006);
  });
});

test('bytes arrive whole and in order both ways, and wait for who reads slowly', async () => {
  const sandbox = await harness.start();
  const flood = randomBytes(24 * 1024 * 1024);
  let sent = 0;
  await serve(sandbox, (socket) => {
    for (let at = 0; at < flood.length; at += 65_536)
      socket.write(flood.subarray(at, at + 65_536), () => (sent += 65_536));
    socket.end();
  });
  const stream = streamOf(await ask(sandbox));
  await until(() => sandbox.stats().tunnels[0] !== undefined && sent > 0);
  // Nobody reads: what the sandbox has taken is bounded.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const [tunnel] = sandbox.stats().tunnels;
  expect(tunnel?.bytesDown).toBeLessThan(12 * 1024 * 1024);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).equals(flood)).toBe(true);
});
