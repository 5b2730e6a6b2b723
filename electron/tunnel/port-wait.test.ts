// A tunnel whose local port is taken: tried again ever more seldom, at once when asked, and not once it is off.
import net from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { SPEC, TestLine } from './fixtures/test-line.ts';
import { uncheckedPeers } from './peer-guard.ts';
import { Tunnel } from './tunnel.ts';

let holder: net.Server;
let port: number;
let tunnel: Tunnel;
let clock: ManualClock;
const listened: number[] = [];

beforeEach(async () => {
  holder = net.createServer().listen(0, SPEC.localAddress);
  await once(holder, 'listening');
  ({ port } = holder.address() as net.AddressInfo);
  clock = new ManualClock();
  tunnel = new Tunnel({
    spec: { ...SPEC, localPort: port },
    openLine: () => Promise.resolve(new TestLine()),
    guard: uncheckedPeers,
    owners: { findHolder: () => Promise.resolve({ kind: 'program', processId: 812, program: 'postgres' }) },
    clock,
    random: () => 1,
    log: silentLog,
    onChange: () => undefined,
    onListening: (at) => listened.push(at),
    onCredentialsNeeded: () => undefined,
  });
});
afterEach(async () => {
  await tunnel.stop();
  expect(clock.pending, 'no timer is left').toBe(0);
  holder.close();
  listened.length = 0;
});

const kind = () => tunnel.snapshot().state.kind;
function nextTryIn(): number {
  const { state } = tunnel.snapshot();
  return state.kind === 'waiting-for-port' ? state.nextTryAt - clock.now() : -1;
}
/** Time for a try that must not happen. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 50));
async function leave(): Promise<void> {
  holder.close();
  await once(holder, 'close');
}

test('ever more seldom, until it is free', async () => {
  await tunnel.start();
  expect(tunnel.snapshot().state).toMatchObject({
    error: {
      code: 'tunnel/port-in-use',
      message: expect.stringContaining('postgres (process 812)') as string,
    },
  });
  // 2, 4, 8, 16, 30 seconds, and chance takes the most it may: 30 % of each.
  for (const ms of [1_400, 2_800, 5_600, 11_200, 21_000, 21_000]) {
    expect(nextTryIn()).toBe(ms);
    clock.advance(ms);
    await expect.poll(nextTryIn).toBeGreaterThan(0);
  }
  await leave();
  clock.advance(21_000);
  await expect.poll(kind).toBe('listening');
  expect(tunnel.snapshot().address?.port).toBe(port);
  expect(listened).toEqual([port]);
});

test('at once when asked, by whoever asks', async () => {
  await tunnel.start();
  clock.advance(1_400);
  await expect.poll(nextTryIn).toBe(2_800);
  await tunnel.start();
  expect(nextTryIn(), 'a person has asked').toBeGreaterThan(0);
  await leave();
  tunnel.retryNow();
  await expect.poll(kind).toBe('listening');
});

test('switched off it stays off, and begins anew when it is switched on', async () => {
  await tunnel.start();
  clock.advance(1_400);
  await expect.poll(nextTryIn).toBe(2_800);
  // Its turn comes and it is switched off at the same time.
  clock.advance(2_800);
  await tunnel.stop();
  expect(kind()).toBe('off');
  await leave();
  clock.advance(60_000);
  tunnel.retryNow();
  await aMoment();
  expect(kind()).toBe('off');
  await tunnel.start();
  expect(kind()).toBe('listening');
});

test('another port instead ends the wait for the first one', async () => {
  await tunnel.start();
  const { state } = tunnel.snapshot();
  const next = state.kind === 'waiting-for-port' ? state.nextFreePort : null;
  await tunnel.start(next);
  expect(listened).toEqual([next]);
  await leave();
  clock.advance(60_000);
  await aMoment();
  expect(tunnel.snapshot().address?.port).toBe(next);
});
