// Two desktops of two targets at once, over the real engine: neither is ever shown, told or trusted what is the other's.
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktopSpecSchema } from '../../shared/desktop.ts';
import { desktopIdSchema, promptIdSchema, type TargetId } from '../../shared/ids.ts';
import type { TunnelSpec } from '../../shared/tunnel.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { OpenLineRequest } from '../base/transport.ts';
import { Secret } from '../base/secret.ts';
import { openCertificatePins } from '../rdp/certificate-pins.ts';
import type { RdpClientRequest } from '../rdp/rdp-client.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { chooseLoopbackAddress } from '../tunnel/loopback-address.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { Desktops } from './desktops.ts';
import { openDesktopTunnel } from './desktop-tunnel.ts';
import { clientsOf, serve, SQL, WEB } from './fixtures/port-line.ts';
import { loneParts } from './fixtures/lone-parts.ts';
import { openRouteLine } from './route-line.ts';

/** "TLS it is", as RDP says it. */
const CONFIRM = Buffer.from([3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 1, 0, 0, 0]);
const NAMES = new Map<TargetId, string>([
  [WEB, 'one'],
  [SQL, 'two'],
]);

let dir: string;
let sandbox: Sandbox;
let clients: AwsClients;
let desktops: Desktops;
const servers = new Map<string, { readonly port: number; close(): Promise<unknown> }>();
const fingerprints = new Map<string, string>();
const launched: RdpClientRequest[] = [];
const signedIn: TargetId[] = [];

async function rdpServer(name: string): Promise<void> {
  const [key, cert] = [path.join(dir, `${name}.key`), path.join(dir, `${name}.pem`)];
  const request = `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -days 2 -subj /CN=${name}`;
  execFileSync('openssl', request.split(' '), { stdio: 'ignore' });
  const identity = { key: readFileSync(key), cert: readFileSync(cert) };
  fingerprints.set(name, new X509Certificate(identity.cert).fingerprint256.replaceAll(':', '').toLowerCase());
  const answer = (socket: net.Socket): void => {
    socket.once('data', () => {
      socket.write(CONFIRM);
      new tls.TLSSocket(socket, { isServer: true, ...identity }).on('error', () => undefined);
    });
  };
  servers.set(name, await serve(answer));
}

function lead(target: TargetId, name: string): void {
  sandbox.ports.set(target, null, 3389, { host: '127.0.0.1', port: servers.get(name)?.port ?? 0 });
}

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'sallyport-two-'));
  sandbox = await startSandbox();
  clients = await clientsOf(sandbox);
  for (const [target, name] of NAMES) {
    await rdpServer(name);
    lead(target, name);
  }
  const [clock, random, log] = [systemClock, Math.random, silentLog];
  const parts = { ...{ clock, random, log }, owners: portOwnersFor(process.platform) };
  const guard = peerGuardFor(process.platform, process.getuid?.());
  const reach = loneParts(clients);
  let ids = 0;
  desktops = new Desktops({
    ...parts,
    cloud: async () => ({
      openTunnel: (way, signal) => {
        const openLine = (spec: TunnelSpec, line: OpenLineRequest) =>
          openRouteLine(spec, clients, reach, line);
        return openDesktopTunnel({ ...parts, ...way, guard, clients, openLine }, signal);
      },
      firstPassword: async ({ targetId }) => {
        signedIn.push(targetId);
        return { userName: 'Administrator', password: new Secret(`password of ${NAMES.get(targetId)}`) };
      },
      standIn: () => Promise.resolve(null),
    }),
    memoryOf: ({ targetId }) => ({
      spec: () => desktopSpecSchema.parse({}),
      localAddress: () => chooseLoopbackAddress(targetId, desktops.addresses(), process.platform),
      savedPassword: () => Promise.resolve(null),
      keyFile: () => null,
      rememberKeyFile: () => undefined,
    }),
    chooseClient: async () => ({
      client: {
        id: 'freerdp2',
        name: 'Stand-in',
        passesPassword: true,
        find: () => Promise.resolve(null),
        async launch(_found, request) {
          launched.push(request);
          return {
            notes: [],
            ended: new Promise(() => undefined),
            connected: () => Promise.resolve(),
            close: () => Promise.resolve(),
          };
        },
      },
      found: { program: '/bin/true', leadingArguments: [] },
    }),
    mayLaunch: () => Promise.resolve(),
    // Read from disk each time, as in the app.
    pins: () => openCertificatePins(path.join(dir, 'pins.json'), clock),
    newId: () => desktopIdSchema.parse(`d${++ids}`),
    newQuestionId: () => promptIdSchema.parse(`q${++ids}`),
  });
});
afterAll(async () => {
  await desktops.closeAll();
  clients.close();
  await sandbox.close();
  for (const server of servers.values()) await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const open = (targetId: TargetId) =>
  desktops.open({
    ...{ access: clients.access, targetId, savedConnectionId: null },
    title: NAMES.get(targetId) ?? '',
  });
const phaseOf = (id: ReturnType<typeof open>) => desktops.get(id).snapshot().phase;

test('each client gets its own address, certificate and password', async () => {
  const ids = [open(WEB), open(SQL)];
  for (const id of ids) await expect.poll(() => phaseOf(id).kind).toBe('waiting-for-client');
  for (const name of NAMES.values()) {
    const request = launched.find(({ instanceName }) => instanceName === name);
    expect(request?.certificate?.sha256, name).toBe(fingerprints.get(name));
    expect(request?.credentials.password?.reveal()).toBe(`password of ${name}`);
  }
  if (process.platform === 'linux') expect(new Set(launched.map(({ host }) => host)).size).toBe(2);
  for (const id of ids) await desktops.get(id).close();
});

test('one that shows the certificate of the other gets no password', async () => {
  lead(SQL, 'one');
  signedIn.length = 0;
  launched.length = 0;
  const id = open(SQL);
  await expect
    .poll(() => phaseOf(id))
    .toMatchObject({ kind: 'ended', ending: { error: { code: 'rdp/certificate-changed' } } });
  expect([signedIn, launched]).toEqual([[], []]);
  lead(SQL, 'two');
  await desktops.get(id).reconnect({ certificate: 'as-known', signIn: 'as-before' });
  await expect.poll(() => phaseOf(id).kind).toBe('waiting-for-client');
});
