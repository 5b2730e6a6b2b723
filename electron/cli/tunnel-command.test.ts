// `sallyport tunnel` as people and scripts run it: a child process against the sandbox.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { readArguments } from './arguments.ts';
import { type BuiltCli, buildCli, CLI_TEST_LIMIT_MS } from './fixtures/built-cli.ts';

vi.setConfig({ testTimeout: CLI_TEST_LIMIT_MS, hookTimeout: CLI_TEST_LIMIT_MS });
let cli: BuiltCli;
let sandbox: Sandbox;
let remote: net.Server;
let port: number;
const kept: (() => void)[] = [];

beforeAll(async () => {
  [cli, sandbox] = await Promise.all([buildCli(), startSandbox()]);
  remote = net.createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve));
  ({ port } = remote.address() as net.AddressInfo);
});
afterEach(() => {
  for (const undo of kept.splice(0)) undo();
  sandbox.faults.reset();
});
afterAll(async () => {
  remote.close();
  await sandbox.close();
  await cli.remove();
});

type Line = Record<string, unknown>;

function start(...args: string[]) {
  const child = spawn(process.execPath, [cli.file, 'tunnel', ...args, '--json'], {
    env: { HOME: cli.home, PATH: process.env['PATH'], ...sandbox.env },
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  kept.push(() => child.kill('SIGKILL'));
  const lines: Line[] = [];
  createInterface(child.stdout).on('line', (text) => lines.push(JSON.parse(text) as Line));
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  // Behind the last of its words; its `exit` may come before them.
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const line = async (holds: (line: Line) => boolean): Promise<Line> => {
    await expect.poll(() => lines.some(holds), { timeout: 60_000 }).toBe(true);
    return lines.find(holds) ?? {};
  };
  return { child, line, exited, errors: () => errors };
}

const state = (kind: string) => (line: Line) => line['event'] === 'state' && line['state'] === kind;

test('a port until Ctrl-C: bytes both ways, a lost socket, then nothing left', async () => {
  const tunnel = start('web-1', String(port));
  const { host, port: localPort } = await tunnel.line((line) => line['event'] === 'listening');
  await tunnel.line(state('open'));
  const socket = net.connect({ host: String(host), port: Number(localPort) });
  socket.on('error', () => undefined); // reset at the end
  socket.write('one');
  expect((await once(socket, 'data')).toString()).toBe('one');
  sandbox.faults.dropSockets({ side: 'client' });
  socket.write('two');
  expect((await once(socket, 'data')).toString()).toBe('two');
  const gone = new Promise((resolve) => socket.once('close', resolve));
  tunnel.child.kill('SIGINT');
  expect(await tunnel.exited).toBe(130);
  await gone;
  expect(tunnel.errors()).toBe('');
  await expect.poll(() => sandbox.stats().sessions).toEqual([]);
});

test('behind an endpoint only: SSH with -L, made by itself', async () => {
  const tunnel = start('build-runner', String(port));
  const { host, port: localPort } = await tunnel.line((line) => line['event'] === 'listening');
  expect(await tunnel.line((line) => state('open')(line) && line['route'] !== null)).toMatchObject({
    route: 'eice',
    sessions: 0,
  });
  const socket = net.connect({ host: String(host), port: Number(localPort) });
  socket.write('by an endpoint');
  expect((await once(socket, 'data')).toString()).toBe('by an endpoint');
  socket.destroy();
  tunnel.child.kill('SIGINT');
  expect(await tunnel.exited).toBe(130);
  await expect.poll(() => sandbox.stats().tunnels).toEqual([]);
});

test('a local port that is taken names its holder and ends with 2', async () => {
  const local = net.createServer();
  kept.push(() => local.close());
  await new Promise<void>((resolve) => local.listen(0, '127.0.0.1', resolve));
  const taken = String((local.address() as net.AddressInfo).port);
  const tunnel = start('web-1', String(port), '--local', taken, '--address', '127.0.0.1');
  expect(await tunnel.exited).toBe(2);
  expect(tunnel.errors()).toContain(`Port ${taken} on 127.0.0.1 is used by`);
  if (process.platform === 'linux') expect(tunnel.errors()).toContain(`(process ${process.pid})`);
});

test('what cannot pass ends at once: no permission', async () => {
  sandbox.faults.denyAction('ssm:StartSession');
  const tunnel = start('web-1', String(port));
  expect(await tunnel.exited).toBe(4);
  expect(tunnel.errors()).toContain('ssm:StartSession');
});

test('the other way round: the target listens, says where, and leads to a port here', async () => {
  const tunnel = start('web-1', '--reverse', `0:localhost:${port}`);
  const listening = await tunnel.line((line) => line['event'] === 'listening');
  expect(listening).toMatchObject({ host: '127.0.0.1', on: 'target' });
  // The sandbox's machines are this computer.
  const socket = net.connect({ host: '127.0.0.1', port: Number(listening['port']) });
  socket.on('error', () => undefined);
  socket.write('back');
  expect((await once(socket, 'data')).toString()).toBe('back');
  tunnel.child.kill('SIGINT');
  expect(await tunnel.exited).toBe(130);
  socket.destroy();
  await expect.poll(() => sandbox.stats().sessions).toEqual([]);
});

test('the other way round, where the target has that port already: its words, and the end', async () => {
  const tunnel = start('web-1', '--reverse', `${port}:localhost:${port}`);
  expect(await tunnel.exited).toBe(5);
  expect(tunnel.errors()).toContain(`Port ${port} of the target is in use there.`);
});

test('--reverse is read as ssh’s -R, and excludes what means nothing with it', () => {
  const wayOf = (...args: string[]) => {
    const line = readArguments(['tunnel', 'web-1', ...args]);
    return line.kind === 'tunnel' ? line.given.way : null;
  };
  const here = { kind: 'to-here', host: null, port: 3000 };
  expect(wayOf('--reverse', '8080:localhost:3000')).toEqual({
    ...here,
    listenAddress: null,
    listenPort: 8080,
  });
  expect(wayOf('-R', '0:localhost:3000')).toEqual({ ...here, listenAddress: null, listenPort: null });
  expect(wayOf('-R', '*:80:nas.home:3000')).toEqual({
    ...here,
    listenAddress: '0.0.0.0',
    listenPort: 80,
    host: 'nas.home',
  });
  expect(() => wayOf('5432', '-R', '8080:localhost:3000')).toThrow('one too many');
  expect(() => wayOf('-R', '8080:localhost:3000', '--local', '1')).toThrow('mean nothing');
  expect(() => wayOf('-R', '8080')).toThrow('[ADDRESS:]PORT:HOST:HOSTPORT');
});

test('REMOTE is read in both orders, and told when it is wrong', () => {
  const remoteOf = (text: string) => {
    const line = readArguments(['tunnel', 'web-1', text]);
    const way = line.kind === 'tunnel' ? line.given.way : null;
    return way?.kind === 'to-target' ? [way.remotePort, way.remoteHost] : null;
  };
  expect(remoteOf('5432')).toEqual([5432, null]);
  expect(remoteOf('5432:db.internal')).toEqual([5432, 'db.internal']);
  expect(remoteOf('db.internal:5432')).toEqual([5432, 'db.internal']);
  expect(remoteOf('[fd00::1]:443')).toEqual([443, 'fd00::1']);
  for (const wrong of ['0', '70000', 'db', 'db:x', '5432:a b']) expect(() => remoteOf(wrong)).toThrow();
});
