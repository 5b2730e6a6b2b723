// Proxies and certificates as a WebSocket of ours meets them: a real CONNECT proxy, a real TLS server with its own CA.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { systemClock } from './clock.ts';
import { type ProxyServer, startProxyServer } from './fixtures/proxy-server.ts';
import { environmentNetwork, type Network } from './network.ts';
import { tunnelAgent } from './proxy-agent.ts';
import { openWebSocket, type OpenWebSocket } from './web-socket.ts';

let folder: string;
let caFile: string;
let gatewayPort: number;
let stopGateway: () => void;
let proxy: ProxyServer;
const opened: OpenWebSocket[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-network-'));
  caFile = path.join(folder, 'ca.pem');
  const keyFile = path.join(folder, 'key.pem');
  const request = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ${keyFile} -out ${caFile} -days 2 -subj /CN=gateway.test -addext subjectAltName=DNS:gateway.test`;
  execFileSync('openssl', request.split(' '), { stdio: 'ignore' });
  const server = createServer(
    { key: readFileSync(keyFile), cert: readFileSync(caFile) },
    (_request, response) => {
      response.writeHead(204).end();
    },
  );
  const sockets = new WebSocketServer({ server });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  gatewayPort = (server.address() as AddressInfo).port;
  stopGateway = () => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  };
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((socket) => socket.close()));
  proxy.close();
});
afterAll(() => {
  stopGateway();
  rmSync(folder, { recursive: true, force: true });
});

async function open(network: Network): Promise<void> {
  const socket = await openWebSocket({
    url: new URL('wss://gateway.test/v1/data-channel/s-1'),
    network,
    clock: systemClock,
    signal: new AbortController().signal,
    openTimeoutMs: 5000,
    onMessage: () => undefined,
    onDrain: () => undefined,
    onEnd: () => undefined,
  });
  opened.push(socket);
}

describe('a WebSocket through the proxy of the environment', () => {
  it('reaches a gateway whose CA is named in AWS_CA_BUNDLE, ca_bundle or NODE_EXTRA_CA_CERTS, and no other', async () => {
    proxy = await startProxyServer(gatewayPort);
    const env = { https_proxy: `http://anna:p%40ss@${proxy.host}` };
    await open(await environmentNetwork({ ...env, AWS_CA_BUNDLE: caFile }, undefined));
    await open(await environmentNetwork({ ...env, NODE_EXTRA_CA_CERTS: caFile }, undefined));
    await open(await environmentNetwork(env, caFile));
    const authorization = `Basic ${Buffer.from('anna:p@ss').toString('base64')}`;
    expect(proxy.asked).toEqual(Array(3).fill({ target: 'gateway.test:443', authorization }));
    await expect(open(await environmentNetwork(env, undefined))).rejects.toMatchObject({
      kind: 'unreachable',
      detail: expect.stringContaining('self-signed') as string,
    });
  });

  it('is the same for a request of node:https with our agent', async () => {
    proxy = await startProxyServer(gatewayPort);
    const { certificates, proxyFor } = await environmentNetwork(
      { https_proxy: proxy.host, AWS_CA_BUNDLE: caFile },
      undefined,
    );
    const url = new URL('https://gateway.test/');
    const way = proxyFor(url);
    if (way === null) throw new Error('no proxy');
    const request = get(url, { agent: tunnelAgent(way, { keepAlive: false, ca: certificates }) });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(204);
    expect(proxy.asked).toEqual([{ target: 'gateway.test:443', authorization: undefined }]);
  });

  it.each([
    ['407 Proxy Authentication Required', 'The proxy wants a user name and password (407).', false],
    ['403 Forbidden', 'The proxy did not let the connection through (403).', false],
    ['503 Busy', 'The proxy did not let the connection through (503).', true],
  ])('that answers %s says so', async (line, message, retryable) => {
    proxy = await startProxyServer(gatewayPort);
    proxy.refuseWith(line);
    const opening = open(await environmentNetwork({ https_proxy: proxy.host }, undefined));
    const detail = `${proxy.host}: HTTP ${line}`;
    await expect(opening).rejects.toMatchObject({ code: 'aws/unreachable', message, detail, retryable });
  });

  it('is not opened another way when the setting cannot be used', async () => {
    proxy = await startProxyServer(gatewayPort);
    const opening = open(await environmentNetwork({ https_proxy: 'socks5://proxy:1' }, undefined));
    await expect(opening).rejects.toMatchObject({
      message: 'The proxy setting of the environment cannot be used.',
    });
  });
});

describe('certificates', () => {
  it('of AWS_CA_BUNDLE stand alone and come before ca_bundle; NODE_EXTRA_CA_CERTS adds', async () => {
    const pem = readFileSync(caFile, 'utf8');
    const of = async (env: NodeJS.ProcessEnv, bundle?: string) =>
      (await environmentNetwork(env, bundle)).certificates;
    expect(await of({})).toBeUndefined();
    expect(await of({ AWS_CA_BUNDLE: caFile }, '/none.pem')).toEqual([pem]);
    expect(await of({ AWS_CA_BUNDLE: caFile, NODE_EXTRA_CA_CERTS: caFile })).toEqual([pem, pem]);
    expect(await of({ NODE_EXTRA_CA_CERTS: caFile })).toEqual([...rootCertificates, pem]);
  });

  it.each([
    ['AWS_CA_BUNDLE', null, /ENOENT/],
    ['AWS_CA_BUNDLE', 'hello', /holds no PEM certificate/],
    ['NODE_EXTRA_CA_CERTS', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /bad\.pem: /],
    ['NODE_EXTRA_CA_CERTS', 'x'.repeat(9 * 1024 * 1024), /larger than/],
  ])('in a file that cannot be used (%s) are told in words', async (setting, content, words) => {
    const file = path.join(folder, content === null ? 'missing.pem' : 'bad.pem');
    if (content !== null) writeFileSync(file, content);
    await expect(environmentNetwork({ [setting]: file }, undefined)).rejects.toMatchObject({
      code: 'aws/profile-invalid',
      message: `The certificate file named in ${setting} cannot be used.`,
      detail: expect.stringMatching(words) as string,
    });
  });
});
