// Tunnels over a line that tests hold in their hands: waiting, losing, giving up, credentials, idle, ports, peers.
import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { TunnelSpec } from '../../shared/tunnel.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { Line, OpenLineRequest } from '../base/transport.ts';
import { SPEC, TestLine } from './fixtures/test-line.ts';
import { peerGuardFor, type PeerGuard } from './peer-guard.ts';
import { portOwnersFor } from './port-owners.ts';
import { Tunnel, type TunnelOptions } from './tunnel.ts';

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

function setUp(change: Partial<TunnelSpec> = {}, more: Partial<TunnelOptions> = {}) {
  const lines: TestLine[] = [];
  const answers: (AppError | 'line')[] = [];
  const asked: AppError[] = [];
  let opens = 0;
  const openLine = (_request: OpenLineRequest): Promise<Line> => {
    opens += 1;
    const answer = answers.shift() ?? 'line';
    if (answer !== 'line') return Promise.reject(answer);
    const line = new TestLine();
    lines.push(line);
    return Promise.resolve(line);
  };
  const tunnel = new Tunnel({
    spec: { ...SPEC, ...change },
    openLine,
    guard: peerGuardFor(process.platform, process.getuid?.()),
    owners: portOwnersFor(process.platform),
    clock: systemClock,
    random: () => 1,
    log: silentLog,
    onChange: () => undefined,
    onCredentialsNeeded: (error) => asked.push(error),
    ...more,
  });
  toClose.push(() => tunnel.stop());
  return { tunnel, lines, answers, asked, opens: () => opens };
}

function connect(tunnel: Tunnel): net.Socket {
  const { address } = tunnel.snapshot();
  if (address === null) throw new Error('not listening');
  const socket = net.connect({ host: address.host, port: address.port, allowHalfOpen: true });
  toClose.push(() => socket.destroy());
  return socket;
}

const nextData = (socket: net.Socket) =>
  new Promise<string>((resolve) => socket.once('data', (bytes: Buffer) => resolve(bytes.toString())));
const failure = (socket: net.Socket) =>
  new Promise<string>((resolve) =>
    socket.once('error', (error) => {
      resolve('code' in error ? String(error.code) : error.message);
    }),
  );
const kind = (tunnel: Tunnel) => tunnel.snapshot().state.kind;

test('listens at once, opens the line with the first connection, counts what goes through', async () => {
  const { tunnel, opens } = setUp();
  await tunnel.start();
  expect(kind(tunnel)).toBe('listening');
  expect(opens()).toBe(0);
  const socket = connect(tunnel);
  socket.write('hello');
  expect(await nextData(socket)).toBe('hello');
  expect(tunnel.snapshot()).toMatchObject({
    state: { kind: 'open' },
    openConnections: 1,
    totalConnections: 1,
    upBytes: 5,
    downBytes: 5,
    roundTripMs: 7,
    sessionCount: 1,
  });
  socket.destroy();
  await expect.poll(() => tunnel.snapshot().openConnections).toBe(0);
  await tunnel.stop();
  expect(tunnel.snapshot()).toMatchObject({ state: { kind: 'off' }, address: null });
});

test('connections wait while the target does not answer, and then get through', async () => {
  const { tunnel, answers } = setUp();
  answers.push(
    new AppError('target/not-connected', 'It boots.', { detail: 'TargetNotConnected\nRequest id 1' }),
    new AppError('ssm/session-gone', 'Again.'),
  );
  await tunnel.start();
  const socket = connect(tunnel);
  socket.write('early');
  await expect.poll(() => kind(tunnel)).toBe('reconnecting');
  expect(tunnel.snapshot().state).toMatchObject({ reason: 'It boots.' });
  expect(tunnel.snapshot().lastError?.error.detail).toContain('Request id 1');
  expect(await nextData(socket)).toBe('early');
  expect(tunnel.snapshot().lastError).toMatchObject({ error: { code: 'ssm/session-gone' } });
});

test('what cannot pass resets the connection and says why; the listener stays and tries with the next one', async () => {
  const { tunnel, answers } = setUp();
  answers.push(new AppError('aws/access-denied', 'No.'));
  await tunnel.start();
  expect(await failure(connect(tunnel))).toBe('ECONNRESET');
  expect(tunnel.snapshot().state).toMatchObject({ kind: 'failed', error: { code: 'aws/access-denied' } });
  const socket = connect(tunnel);
  socket.write('again');
  expect(await nextData(socket)).toBe('again');
});

test('missing credentials are asked for once, also when a resume misses them', async () => {
  const { tunnel, answers, asked, lines } = setUp({ session: 'at-once' });
  answers.push(
    new AppError('aws/credentials-expired', 'Expired.'),
    new AppError('aws/credentials-expired', 'Still.'),
  );
  await tunnel.start();
  await expect.poll(() => kind(tunnel)).toBe('waiting-for-credentials');
  tunnel.retryNow();
  await expect.poll(() => answers.length).toBe(0);
  expect(asked).toHaveLength(1);
  await new Promise((resolve) => setImmediate(resolve));
  tunnel.retryNow();
  await expect.poll(() => kind(tunnel)).toBe('open');
  const [line] = lines;
  if (line === undefined) throw new Error('no line');
  line.trouble = { reason: 'closed (1000)', nextTryAt: null, problem: null };
  expect(tunnel.snapshot().state).toEqual({ kind: 'reconnecting', reason: 'closed (1000)', nextTryAt: null });
  line.trouble = { ...line.trouble, problem: new AppError('aws/sign-in-required', 'Sign in.') };
  expect(kind(tunnel)).toBe('waiting-for-credentials');
});

test('a line that ends comes back when it is kept, and waits for a connection when not', async () => {
  const kept = setUp({ session: 'at-once' });
  await kept.tunnel.start();
  await expect.poll(() => kept.lines.length).toBe(1);
  kept.lines[0]?.end({ kind: 'failed', error: new AppError('ssm/session-gone', 'Reboot.') });
  await expect.poll(() => kept.lines.length).toBe(2);
  const lazy = setUp();
  await lazy.tunnel.start();
  const socket = connect(lazy.tunnel);
  await expect.poll(() => kind(lazy.tunnel)).toBe('open');
  socket.destroy();
  await expect.poll(() => lazy.tunnel.snapshot().openConnections).toBe(0);
  lazy.lines[0]?.end({ kind: 'normal', reason: 'idle timeout' });
  await expect
    .poll(() => lazy.tunnel.snapshot().state)
    .toEqual({ kind: 'listening', reason: 'idle timeout' });
});

test('stops the session when idle, keeps the port', async () => {
  let fire: () => void = () => undefined;
  const clock = {
    now: systemClock.now,
    after: (ms: number, run: () => void) => {
      if (ms !== 5 * 60_000) return systemClock.after(ms, run);
      fire = run;
      return () => (fire = () => undefined);
    },
  };
  const { tunnel, lines } = setUp({ stopWhenIdleMinutes: 5 }, { clock });
  await tunnel.start();
  const socket = connect(tunnel);
  await expect.poll(() => kind(tunnel)).toBe('open');
  fire();
  expect(lines[0]?.closed).toBe(false);
  socket.destroy();
  await expect.poll(() => tunnel.snapshot().openConnections).toBe(0);
  fire();
  expect(lines[0]?.closed).toBe(true);
  await expect.poll(() => kind(tunnel)).toBe('listening');
});

test('a rested session stays so when the computer wakes up, also one that was being tried for', async () => {
  const fires: (() => void)[] = [];
  const clock = {
    now: systemClock.now,
    after: (ms: number, run: () => void) => {
      if (ms !== 5 * 60_000) return systemClock.after(ms, run);
      fires.push(run);
      return () => undefined;
    },
  };
  const { tunnel, answers, opens } = setUp({ session: 'at-once', stopWhenIdleMinutes: 5 }, { clock });
  await tunnel.start();
  await expect.poll(() => kind(tunnel)).toBe('open');
  fires.shift()?.();
  await expect.poll(() => kind(tunnel)).toBe('listening');
  tunnel.retryNow();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(opens()).toBe(1);
  answers.push(new AppError('target/not-connected', 'It is off.'));
  answers.push(...Array.from({ length: 9 }, () => new AppError('target/not-connected', 'Still.')));
  const socket = connect(tunnel);
  await expect.poll(() => kind(tunnel)).toBe('reconnecting');
  socket.destroy();
  await expect.poll(() => tunnel.snapshot().openConnections).toBe(0);
  fires.shift()?.();
  await expect.poll(() => kind(tunnel)).toBe('listening');
});

test('a port in use names its holder and the next free port', async () => {
  const first = setUp();
  await first.tunnel.start();
  const port = first.tunnel.snapshot().address?.port ?? 0;
  const second = setUp({ localPort: port });
  await second.tunnel.start();
  const { state } = second.tunnel.snapshot();
  if (state.kind !== 'waiting-for-port') throw new Error(state.kind);
  expect(state.error.code).toBe('tunnel/port-in-use');
  if (process.platform === 'linux') expect(state.error.message).toContain(`(process ${process.pid})`);
  await second.tunnel.start(state.nextFreePort ?? 0);
  expect(kind(second.tunnel)).toBe('listening');
  await first.tunnel.stop();
  await second.tunnel.stop();
  await second.tunnel.start();
  expect(second.tunnel.snapshot().address?.port).toBe(port);
});

test('programs of other users are refused', async () => {
  const guard: PeerGuard = {
    kind: 'own-processes-only',
    check: () => Promise.resolve({ kind: 'refused', uid: 1234 }),
    isGone: () => Promise.resolve(false),
  };
  const { tunnel, opens } = setUp({}, { guard });
  await tunnel.start();
  expect(await failure(connect(tunnel))).toBe('ECONNRESET');
  expect(opens()).toBe(0);
  expect(tunnel.snapshot().lastError?.error.message).toContain('user 1234');
});

test('never listens beyond loopback', async () => {
  const { tunnel } = setUp({ localAddress: '0.0.0.0' });
  await tunnel.start();
  expect(tunnel.snapshot().state).toMatchObject({ kind: 'failed', error: { code: 'tunnel/listen-failed' } });
});
