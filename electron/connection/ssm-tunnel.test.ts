// Tunnels over the real engine against the sandbox: sockets in, sockets out, with everything that goes wrong between.
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { tunnelIdSchema, type TargetId } from '../../shared/ids.ts';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import type { TunnelSpec } from '../../shared/tunnel.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { portEnd } from '../ssm/port-documents.ts';
import { SPEC } from '../tunnel/fixtures/test-line.ts';
import { chooseLoopbackAddress } from '../tunnel/loopback-address.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { Tunnel } from '../tunnel/tunnel.ts';
import { clientsOf, download, serve, SQL, upload, WEB } from './fixtures/port-line.ts';
import { openSsmLine } from './ssm-line.ts';

const MIB = 1024 * 1024;
/** Nobody here waits for it where the system tells which programs have gone. */
const QUIET_MS = process.platform === 'linux' ? 600_000 : 1_000;
let sandbox: Sandbox;
let clients: AwsClients;
let env: Record<string, string>;
const opened: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ habits: { pauseMs: 0 } });
  env = sandbox.env;
  clients = await clientsOf(sandbox, () => env);
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
  sandbox.faults.reset();
  sandbox.ports.clear();
});
afterAll(async () => {
  clients.close();
  await sandbox.close();
});

async function server(onSocket: (socket: net.Socket) => void) {
  const made = await serve(onSocket);
  opened.push(made);
  return made;
}

interface Wanted {
  readonly targetId?: TargetId;
  readonly host?: string | null;
  readonly maxSessions?: number;
  readonly change?: Partial<TunnelSpec>;
}

let count = 0;
async function tunnelTo(port: number, wanted: Wanted = {}) {
  const targetId = wanted.targetId ?? WEB;
  const spec: TunnelSpec = {
    ...SPEC,
    id: tunnelIdSchema.parse(`t${count++}`),
    access: { profileId: SANDBOX_PROFILE_ID, region: sandbox.region },
    targetId,
    remoteHost: wanted.host ?? null,
    remotePort: port,
    localAddress: chooseLoopbackAddress(targetId, new Map(), process.platform),
    ...wanted.change,
  };
  let asked = 0;
  const tunnel = new Tunnel({
    spec,
    openLine: (request) =>
      openSsmLine(
        {
          clients,
          targetId,
          end: portEnd(spec.remoteHost, port),
          clock: systemClock,
          random: Math.random,
          log: silentLog,
          settings: { quietMs: QUIET_MS },
          ...(wanted.maxSessions === undefined ? {} : { maxSessions: wanted.maxSessions }),
        },
        request,
      ),
    guard: peerGuardFor(process.platform, process.getuid?.()),
    owners: portOwnersFor(process.platform),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    onChange: () => undefined,
    onCredentialsNeeded: () => (asked += 1),
  });
  opened.push({ close: () => tunnel.stop() });
  await tunnel.start();
  const address = () => {
    const at = tunnel.snapshot().address;
    if (at === null) throw new Error('the tunnel is off');
    return at;
  };
  const connect = () => {
    const socket = net.connect({ ...address(), allowHalfOpen: true, noDelay: true });
    return socket.on('error', () => undefined); // some are reset on purpose
  };
  return { tunnel, address, connect, asked: () => asked };
}

const echo = () => server((socket) => socket.pipe(socket));
const failure = (socket: net.Socket) => once(socket, 'error').then(([error]) => error as { code: string });

test('a request that was half-closed gets its answer', async () => {
  const answering = await server((socket) => {
    const parts: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => parts.push(bytes));
    // Answers when the request is complete, late; the end of the request never comes over this wire.
    socket.once('data', () => setTimeout(() => socket.end(`got ${Buffer.concat(parts).toString()}`), 300));
  });
  const { connect } = await tunnelTo(answering.port);
  const socket = connect();
  socket.end('request'); // as nc does at the end of its input
  expect((await once(socket, 'data')).toString()).toBe('got request');
  await once(socket, 'end');
});

test('a program that closes its socket for good closes the far side at once, without the quiet period', async () => {
  const plain = await server((socket) => socket.resume().on('end', () => socket.end()));
  const { connect } = await tunnelTo(plain.port);
  const socket = connect();
  socket.write('bye');
  await once(socket, 'connect');
  await expect.poll(() => plain.sockets.size).toBe(1);
  socket.destroy();
  await expect.poll(() => plain.sockets.size).toBe(0);
});

test('a refused remote port resets its connection and says why; the others go on', async () => {
  const good = await echo();
  const { tunnel, connect } = await tunnelTo(good.port);
  const socket = connect();
  socket.write('x');
  await once(socket, 'data');
  await good.close();
  expect((await failure(connect())).code).toBe('ECONNRESET');
  expect(tunnel.snapshot().lastError?.error.code).toBe('tunnel/remote-refused');
  expect(tunnel.snapshot().state.kind).toBe('open');
});

test('two tunnels to two targets lead to two machines, on two addresses', async () => {
  const [one, two] = [await server((s) => s.end('web')), await server((s) => s.end('sql'))];
  sandbox.ports.set(WEB, null, 3389, { host: '127.0.0.1', port: one.port });
  sandbox.ports.set(SQL, null, 3389, { host: '127.0.0.1', port: two.port });
  const first = await tunnelTo(3389, { targetId: WEB });
  const second = await tunnelTo(3389, { targetId: SQL });
  expect((await once(first.connect(), 'data')).toString()).toBe('web');
  expect((await once(second.connect(), 'data')).toString()).toBe('sql');
  if (process.platform === 'linux') expect(first.address().host).not.toBe(second.address().host);
});

test('a host beyond the target; a forbidden one fails with the words of the agent', async () => {
  const database = await server((socket) => socket.end('database'));
  sandbox.ports.set(WEB, 'db.internal', 5432, { host: '127.0.0.1', port: database.port });
  const { connect } = await tunnelTo(5432, { host: 'db.internal' });
  expect((await once(connect(), 'data')).toString()).toBe('database');
  const forbidden = await tunnelTo(80, { host: '169.254.169.254' });
  expect((await failure(forbidden.connect())).code).toBe('ECONNRESET');
  expect(forbidden.tunnel.snapshot().state).toMatchObject({
    kind: 'failed',
    error: { detail: expect.stringContaining('169.254.169.254 is forbidden') as unknown },
  });
});

test('a reboot: connections wait, the listener stays, the session is a new one', async () => {
  const answering = await echo();
  const { tunnel, connect } = await tunnelTo(answering.port);
  const before = connect();
  before.write('x');
  await once(before, 'data');
  const cut = failure(before);
  sandbox.faults.setAgentStatus(WEB, 'offline');
  expect((await cut).code).toBe('ECONNRESET');
  const waiting = connect();
  waiting.write('patience');
  await expect.poll(() => tunnel.snapshot().state.kind).toBe('reconnecting');
  setTimeout(() => {
    sandbox.faults.setAgentStatus(WEB, 'online');
  }, 1000);
  expect((await once(waiting, 'data')).toString()).toBe('patience');
});

test('close 1000 and expired credentials at the same time: asked once, streams survive byte-exact', async () => {
  const answering = await echo();
  const { tunnel, connect, asked } = await tunnelTo(answering.port);
  const socket = connect();
  const total = 4 * MIB;
  const down = download(socket, total);
  const sent = upload(socket, total);
  await expect.poll(() => tunnel.snapshot().downBytes, { interval: 5 }).toBeGreaterThan(MIB);
  sandbox.faults.expireCredentials();
  sandbox.faults.closeSockets({ side: 'client' }, 1000, 'Bye');
  await expect.poll(() => tunnel.snapshot().state.kind).toBe('waiting-for-credentials');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(asked()).toBe(1);
  env = sandbox.faults.renewCredentials();
  tunnel.retryNow();
  expect(await down).toEqual({ sha256: await sent, bytes: total });
  expect(tunnel.snapshot().state.kind).toBe('open');
  socket.destroy();
});

test('a stalled program does not stop another one in the same session', { timeout: 120_000 }, async () => {
  const source = await server((socket) => {
    const chunk = Buffer.alloc(64 * 1024);
    const pump = () => {
      while (socket.write(chunk));
    };
    socket.on('drain', pump);
    pump();
  });
  const { connect, tunnel } = await tunnelTo(source.port, { maxSessions: 1 });
  const stuck = connect();
  stuck.pause();
  await once(stuck, 'connect');
  const lively = connect();
  await download(lively, 24 * MIB);
  expect(tunnel.snapshot().openConnections).toBeGreaterThan(0);
  stuck.destroy();
  lively.destroy();
});
