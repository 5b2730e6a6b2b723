// The bytes that AWS's own open-tunnel sends (fixtures/aws-cli-tunnel.ts), at the endpoints' TLS port. The CLI itself is
// run by newer-aws-cli.test.ts, where that can be.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { ENDPOINTS, type Endpoint } from '../company/endpoints.ts';
import { CliTunnel, type CliTunnelWish } from '../fixtures/aws-cli-tunnel.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';
import { sshPortServer } from '../fixtures/ssh-port-server.ts';
import type { Sandbox } from '../sandbox.ts';

const harness = sandboxHarness();
const serve = sshPortServer();
const tunnels: CliTunnel[] = [];
afterEach(() => {
  for (const tunnel of tunnels.splice(0)) tunnel.destroy();
});

/** RFC 6455, 1.3. */
const WEB_SOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const QUERY = [
  ['instanceConnectEndpointId', ENDPOINTS.staging],
  ['remotePort', '22'],
  ['privateIpAddress', '10.40.1.52'],
] as const;

async function open(
  sandbox: Sandbox,
  more: Partial<CliTunnelWish> = {},
  name: 'dnsName' | 'fipsDnsName' = 'dnsName',
): Promise<CliTunnel> {
  const endpoint = sandbox.instanceConnect.endpoints.find(ENDPOINTS.staging) as Endpoint;
  const tunnel = await CliTunnel.open({
    port: Number(new URL(sandbox.openTunnelUrl).port),
    ca: readFileSync(sandbox.caFile, 'utf8'),
    dnsName: endpoint[name],
    env: sandbox.env,
    version: '2.38.1',
    query: QUERY,
    ...more,
  });
  tunnels.push(tunnel);
  await until(() => tunnel.head !== null);
  return tunnel;
}

test.each<[string, 'dnsName' | 'fipsDnsName', Partial<CliTunnelWish>]>([
  ['2.23.6', 'dnsName', { version: '2.23.6' }],
  ['2.38.1, as a listener with a duration', 'dnsName', { query: [...QUERY, ['maxTunnelDuration', '60']] }],
  ['2.38.1 with AWS_USE_FIPS_ENDPOINT', 'fipsDnsName', {}],
])('lets in %s, and its bytes through', async (_, name, more) => {
  const sandbox = await harness.start();
  await serve(sandbox, (socket) => socket.pipe(socket));
  const tunnel = await open(sandbox, more, name);
  const accept = createHash('sha1').update(`${tunnel.key}${WEB_SOCKET_GUID}`).digest('base64');
  // No extension or subprotocol: none was asked for, and a client has to end the tunnel then (RFC 6455, 4.1).
  expect(tunnel.head?.split('\r\n')).toEqual([
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
  ]);
  const sent = randomBytes(4 * 65_000);
  for (let at = 0; at < sent.length; at += 65_000) tunnel.send(sent.subarray(at, at + 65_000));
  await until(() => tunnel.bytes.length >= sent.length);
  expect(tunnel.bytes.equals(sent)).toBe(true);
});

test('a listener whose program has gone closes without a code, and is answered', async () => {
  const sandbox = await harness.start();
  let got = '';
  let isOver = false;
  await serve(sandbox, (socket) => {
    socket.on('data', (bytes) => (got += bytes.toString()));
    socket.on('end', () => (isOver = true));
  });
  const tunnel = await open(sandbox);
  tunnel.send(Buffer.from('last words'));
  tunnel.close();
  await until(() => isOver && tunnel.isOver && sandbox.stats().tunnels.length === 0);
  expect(got).toBe('last words');
});

test('what a ProxyCommand sends without end after its input is over does no harm', async () => {
  const sandbox = await harness.start();
  await serve(sandbox, (socket) => socket.pipe(socket));
  const tunnel = await open(sandbox);
  // 13,000 to 15,000 a second, seen of the real one (aws-cli issue 9344).
  for (let count = 0; count < 30_000; count += 1) tunnel.send(Buffer.alloc(0));
  tunnel.send(Buffer.from('still here'));
  await until(() => tunnel.bytes.length > 0);
  expect(tunnel.bytes.toString()).toBe('still here');
});

test('the machine hangs up: 1000, with which the CLI ends well', async () => {
  const sandbox = await harness.start();
  await serve(sandbox, (socket) => socket.end('bye'));
  const tunnel = await open(sandbox);
  await until(() => tunnel.closeCode !== null);
  expect([tunnel.bytes.toString(), tunnel.closeCode]).toEqual(['bye', 1000]);
});

test('a refusal has the body that the CLI prints', async () => {
  const sandbox = await harness.start();
  const query = QUERY.map(([name, value]) => [name, name === 'remotePort' ? '8080' : value] as const);
  const tunnel = await open(sandbox, { query });
  await until(() => tunnel.isOver);
  expect(tunnel.head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(tunnel.body.toString()).toBe(
    '{"ErrorCode":"InvalidParameter","Message":"The specified RemotePort is not valid. Specify either 22 or 3389 as the RemotePort and retry your request."}',
  );
});
