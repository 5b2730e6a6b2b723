// A target that is reset so hard that nobody hears of it: the session stays open at the gateway, its agent is gone.
// Real engine, real sandbox, ten times as fast.
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import type { AwsClients } from '../aws/clients.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { portEnd } from '../ssm/port-documents.ts';
import { SPEC } from '../tunnel/fixtures/test-line.ts';
import { uncheckedPeers } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { Tunnel } from '../tunnel/tunnel.ts';
import { clientsOf, serve, WEB } from './fixtures/port-line.ts';
import { openSsmLine } from './ssm-line.ts';

const SPEED = 10;
const startedAt = Date.now();
const fastClock: Clock = {
  now: () => startedAt + (Date.now() - startedAt) * SPEED,
  after: (ms, run) => systemClock.after(ms / SPEED, run),
};
let sandbox: Sandbox;
let clients: AwsClients;
const opened: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ habits: { pauseMs: 0 } });
  clients = await clientsOf(sandbox);
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
  sandbox.faults.reset();
});
afterAll(async () => {
  clients.close();
  await sandbox.close();
});

async function setUp() {
  const echo = await serve((socket) => socket.pipe(socket));
  opened.push(echo);
  const [clock, random, log] = [fastClock, Math.random, silentLog];
  const tunnel = new Tunnel({
    spec: {
      ...SPEC,
      access: { profileId: SANDBOX_PROFILE_ID, region: sandbox.region },
      targetId: WEB,
      remotePort: echo.port,
      localAddress: '127.0.0.1',
    },
    openLine: (request) =>
      openSsmLine({ clients, targetId: WEB, end: portEnd(null, echo.port), clock, random, log }, request),
    guard: uncheckedPeers,
    owners: portOwnersFor(process.platform),
    ...{ clock, random, log },
    onChange: () => undefined,
    onCredentialsNeeded: () => undefined,
  });
  opened.push({ close: () => tunnel.stop() });
  await tunnel.start();
  const connect = (): net.Socket => {
    const { address } = tunnel.snapshot();
    if (address === null) throw new Error('the tunnel is off');
    const socket = net.connect(address);
    opened.push({ close: async () => socket.destroy() });
    return socket;
  };
  const says = async (socket: net.Socket, text: string): Promise<void> => {
    const heard = once(socket, 'data');
    socket.write(text);
    expect(String((await heard)[0])).toBe(text);
  };
  return { tunnel, connect, says };
}

test('a connection after it waits for a new session, and loses nothing', async () => {
  const { tunnel, connect, says } = await setUp();
  const first = connect();
  await says(first, 'before');
  first.destroy();
  await expect.poll(() => tunnel.snapshot().openConnections).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 40_000 / SPEED));
  expect(sandbox.faults.silenceAgent(WEB)).toBe(1);
  await says(connect(), 'after');
  expect(tunnel.snapshot().state.kind).toBe('open');
});

test('beside a connection that hangs, new ones get through', async () => {
  const { tunnel, connect, says } = await setUp();
  const hanging = connect();
  await says(hanging, 'before');
  expect(sandbox.faults.silenceAgent(WEB)).toBe(1);
  hanging.write('unheard');
  await new Promise((resolve) => setTimeout(resolve, 20_000 / SPEED));
  await says(connect(), 'after');
  await says(connect(), 'and again');
  expect(tunnel.snapshot().openConnections).toBe(3);
  expect(hanging.destroyed).toBe(false);
});
