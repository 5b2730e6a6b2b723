// Port sessions over the real engine against the sandbox: both modes, half-close, refusals, faults.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AwsClients } from '../aws/clients.ts';
import { loopRounds } from '../base/fixtures/loop-rounds.ts';
import type { PortSession } from '../ssm/port-session.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { clientsOf, download, openPort, serve, upload, WEB, type TestServer } from './fixtures/port-line.ts';

let sandbox: Sandbox;
let clients: AwsClients;
const opened: { close(): Promise<void> }[] = [];
const never = new AbortController().signal;

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

async function keep<T extends { close(): Promise<void> }>(thing: Promise<T>): Promise<T> {
  const made = await thing;
  opened.push(made);
  return made;
}

async function drainsWithin(stream: Duplex, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; stream.writableNeedDrain && Date.now() < end;) await loopRounds(1);
  if (!stream.writableNeedDrain) return true;
  // Once more: all of that time may have gone by in one moment.
  await loopRounds();
  return !stream.writableNeedDrain;
}

const echo = (): Promise<TestServer> => keep(serve((socket) => socket.pipe(socket)));
const MIB = 1024 * 1024;

test('nothing is rewritten on the way, not even a lone line feed', async () => {
  const server = await echo();
  const session = await keep(openPort(clients, server.port));
  const stream = await session.dial(never);
  stream.write(Buffer.of(0x0a));
  expect(await once(stream, 'data')).toEqual([Buffer.of(0x0a)]);
  stream.destroy();
});

test('multiplexed: many connections, both ways, byte-exact', { timeout: 120_000 }, async () => {
  const server = await echo();
  const session = await keep(openPort(clients, server.port));
  expect(session.mode).toBe('mux');
  const streams = await Promise.all(Array.from({ length: 8 }, () => session.dial(never)));
  await Promise.all(
    streams.map(async (stream) => {
      const down = download(stream, MIB);
      const sent = await upload(stream, MIB);
      expect(await down).toEqual({ sha256: sent, bytes: MIB });
      stream.destroy();
    }),
  );
  await expect.poll(() => session.streamCount).toBe(0);
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('an answer that comes after the request was half-closed arrives', async () => {
  const server = await keep(
    serve((socket) => {
      const parts: Buffer[] = [];
      socket.on('data', (bytes: Buffer) => parts.push(bytes));
      socket.on('data', () => setTimeout(() => socket.end(`got ${Buffer.concat(parts).length}`), 200));
    }),
  );
  const session = await keep(openPort(clients, server.port));
  const stream = await session.dial(never);
  const answer = download(stream);
  stream.end('0123456789');
  expect((await answer).bytes).toBe('got 10'.length);
});

test('a refused port is told to the connection that asked for it, and the session goes on', async () => {
  const server = await echo();
  const session = await keep(openPort(clients, server.port));
  const good = await session.dial(never);
  good.write('hello');
  await once(good, 'data');
  await server.close();
  const [error] = (await once(await session.dial(never), 'error')) as [unknown];
  expect(error).toMatchObject({ code: 'tunnel/remote-refused' });
  expect(session.isOver).toBe(false);
});

test('terminating closes the far side at once', async () => {
  const server = await echo();
  const session = await keep(openPort(clients, server.port));
  const stream = await session.dial(never);
  stream.on('error', () => undefined);
  stream.write('x');
  await once(stream, 'data');
  await session.close();
  await expect.poll(() => server.sockets.size).toBe(0);
  expect(await session.ended).toEqual({ kind: 'normal', reason: null });
  await expect.poll(() => sandbox.stats().sessions).toEqual([]);
  await expect(session.dial(never)).rejects.toMatchObject({ code: 'ssm/session-gone' });
});

test('the SSH document: one stream, and the session ends with it', async () => {
  const server = await keep(serve((socket) => socket.end('SSH-2.0-test\r\n')));
  const session: PortSession = await keep(
    openPort(clients, server.port, { end: { kind: 'ssh', port: server.port } }),
  );
  expect(session.mode).toBe('stdio');
  const stream = await session.dial(never);
  expect(await download(stream)).toMatchObject({ bytes: 14 });
  expect(await session.ended).toEqual({ kind: 'normal', reason: null });
});

test('an agent that does not multiplex: one connection at a time, nothing of one leaks into the next', async () => {
  sandbox.faults.setAgentVersion(WEB, '3.0.196.0');
  const server = await keep(
    serve((socket) => {
      socket.on('data', (bytes: Buffer) => socket.write(`${server.sockets.size}:${bytes.toString()}`));
      socket.on('end', () => socket.end());
    }),
  );
  const session = await keep(openPort(clients, server.port));
  expect(session.mode).toBe('basic');
  const first = await session.dial(never);
  first.write('one');
  expect((await once(first, 'data')).toString()).toBe('1:one');
  const turn = session.dial(never);
  first.destroy();
  const second = await turn;
  await expect.poll(() => server.sockets.size).toBe(0);
  second.write('two');
  expect((await once(second, 'data')).toString()).toBe('1:two');
});

test('an agent that does not multiplex dies of a refused port without a word: silence tells', async () => {
  sandbox.faults.setAgentVersion(WEB, '3.0.196.0');
  const server = await echo();
  await server.close();
  const session = await keep(openPort(clients, server.port));
  const stream = await session.dial(never);
  const failed = once(stream, 'error');
  stream.write('anybody?');
  expect((await failed)[0]).toMatchObject({ code: 'tunnel/remote-refused' });
  expect(session.isOver).toBe(true);
});

test('an agent that does not multiplex: a remote program may take its time', async () => {
  sandbox.faults.setAgentVersion(WEB, '3.0.196.0');
  const hash = createHash('sha256');
  let taken = 0;
  const server = await keep(
    serve((socket) => {
      socket.once('data', () => {
        socket.pause();
        // Longer than an agent is waited for that cannot reach its port.
        setTimeout(() => socket.resume(), 13_000);
      });
      socket.on('data', (bytes: Buffer) => {
        hash.update(bytes);
        taken += bytes.length;
        if (taken === 8 * MIB) socket.write('all');
      });
    }),
  );
  const session = await keep(openPort(clients, server.port));
  expect(session.mode).toBe('basic');
  const stream = await session.dial(never);
  const all = once(stream, 'data');
  const sent = await upload(stream, 8 * MIB);
  await all;
  expect([taken, hash.digest('hex')]).toEqual([8 * MIB, sent]);
});

test('an agent that does not multiplex: one that is held up is left for a new session', async () => {
  sandbox.faults.setAgentVersion(WEB, '3.0.196.0');
  const server = await keep(serve((socket) => socket.pause()));
  const session = await keep(openPort(clients, server.port));
  const stuck = await session.dial(never);
  stuck.on('error', () => undefined);
  // Until the sockets on the way hold no more.
  while (stuck.write(Buffer.alloc(64 * 1024)) || (await drainsWithin(stuck, 4_000)));
  const next = session.dial(never);
  stuck.destroy();
  await expect(next).rejects.toMatchObject({ code: 'ssm/session-gone', retryable: true });
});

test('socket cuts of both sides in the middle of transfers lose and double nothing', async () => {
  const server = await echo();
  const session = await keep(openPort(clients, server.port));
  const stream = await session.dial(never);
  const total = 8 * MIB;
  const down = download(stream, total);
  let cuts = 0;
  let heard = 0;
  let nextCut = 0;
  stream.on('data', (bytes: Buffer) => {
    heard += bytes.length;
    if (heard < nextCut) return;
    // What was on its way still comes while there is no socket to cut.
    if (sandbox.faults.dropSockets({ side: cuts % 2 === 0 ? 'client' : 'agent' }) === 0) return;
    cuts += 1;
    nextCut = heard + total / 64;
  });
  // Connections that do not live long are resumed ever more slowly, unless somebody says that the network is back.
  const waker = setInterval(() => {
    if (session.phase.kind === 'reconnecting') session.probe();
  }, 20);
  try {
    const sent = await upload(stream, total);
    expect(await down).toEqual({ sha256: sent, bytes: total });
  } finally {
    clearInterval(waker);
  }
  expect(cuts).toBeGreaterThan(20);
  stream.destroy();
});

test.each([
  ['mux', '3.3.987.0'],
  ['basic', '3.0.196.0'],
])('%s: small writes that do not wait for each other arrive in their order', async (mode, agentVersion) => {
  sandbox.faults.setAgentVersion(WEB, agentVersion);
  const server = await echo();
  const session = await keep(openPort(clients, server.port));
  expect(session.mode).toBe(mode);
  const stream = await session.dial(never);
  const down = download(stream, 2 * MIB);
  const hash = createHash('sha256');
  // Sizes of every kind, and never more than a few at a time: as an SSH client writes.
  for (let sent = 0, count = 0; sent < 2 * MIB; count += 1) {
    const piece = randomBytes(Math.min(2 * MIB - sent, 1 + ((count * 7919) % 9000)));
    hash.update(piece);
    sent += piece.length;
    if (!stream.write(piece)) await once(stream, 'drain');
  }
  expect(await down).toEqual({ bytes: 2 * MIB, sha256: hash.digest('hex') });
  stream.destroy();
});
