// The join of two streams: whole bytes both ways, every way to end, errors of both sides, backpressure.
import net from 'node:net';
import { Duplex, PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { ManualClock } from './manual-clock.ts';
import { joinStreams } from './stream-pair.ts';

const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Two ends of one TCP connection on loopback. */
async function socketPair(): Promise<[client: net.Socket, server: net.Socket]> {
  const server = net.createServer({ allowHalfOpen: true });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const accepted = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  return [client, await accepted];
}

async function readAll(stream: Duplex): Promise<string> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => stream.once('end', resolve));
  return Buffer.concat(chunks).toString();
}

async function joined(isLocalGone?: () => Promise<boolean>) {
  const [client, local] = await socketPair();
  const [remote, far] = await socketPair();
  const counted = { up: 0, down: 0 };
  const pair = joinStreams({
    local,
    remote,
    clock: systemClock,
    onBytes: (direction, bytes) => (counted[direction] += bytes),
    abortLocal: () => local.resetAndDestroy(),
    ...(isLocalGone === undefined ? {} : { isLocalGone }),
  });
  return { client, local, remote, far, pair, counted };
}

test('request, half-close, answer', async () => {
  const { client, far, pair, counted } = await joined(() => Promise.resolve(false));
  client.end('request');
  expect(await readAll(far)).toBe('request');
  far.end('answer');
  expect(await readAll(client)).toBe('answer');
  expect(await pair.ended).toEqual({ by: 'local', error: null });
  expect(counted).toEqual({ up: 7, down: 6 });
});

test('a local program that is gone closes the far side after the last byte', async () => {
  const { client, far, pair } = await joined(() => Promise.resolve(true));
  client.end('last words');
  expect(await readAll(far)).toBe('last words');
  expect(await pair.ended).toEqual({ by: 'local', error: null });
  far.destroy();
});

test('a reset on one side cuts the other', async () => {
  const first = await joined();
  first.client.resetAndDestroy();
  const gone = new Promise((resolve) => first.far.once('close', resolve));
  first.far.on('error', () => undefined).resume();
  expect(await first.pair.ended).toMatchObject({ by: 'local', error: { code: 'ECONNRESET' } });
  first.far.destroy();
  await gone;
  const second = await joined();
  const failed = new Promise((resolve) => second.client.once('error', resolve));
  second.far.resetAndDestroy();
  expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  expect(await second.pair.ended).toMatchObject({ by: 'remote', error: { code: 'ECONNRESET' } });
});

test('close cuts both sides at once', async () => {
  const { client, far, pair } = await joined();
  const failed = new Promise((resolve) => client.once('error', resolve));
  pair.close();
  expect(await pair.ended).toEqual({ by: 'us', error: null });
  expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  far.on('error', () => undefined).destroy();
});

test('a slow reader holds back the sender, and every byte arrives', async () => {
  const { client, far, pair } = await joined();
  const total = 20_000_000;
  far.end(Buffer.alloc(total, 'x'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(far.writableLength).toBeGreaterThan(total / 4);
  let received = 0;
  for await (const chunk of client) received += (chunk as Buffer).length;
  expect(received).toBe(total);
  client.destroy();
  await pair.ended;
});

test('a remote side that is over lets the local one read on, then closes it', async () => {
  const clock = new ManualClock();
  const [client, local] = await socketPair();
  const far = new PassThrough();
  const remote = Duplex.from({ readable: far, writable: new PassThrough().resume() });
  const pair = joinStreams({ local, remote, clock, onBytes: () => undefined });
  far.end('bye');
  remote.once('end', () => remote.destroy());
  expect(await readAll(client)).toBe('bye');
  client.write('nobody listens');
  await expect.poll(() => clock.pending).toBe(1);
  clock.advance(10_000);
  expect(await pair.ended).toEqual({ by: 'remote', error: null });
  expect(clock.pending).toBe(0);
});

test('a remote side that fails before the join is noticed', async () => {
  const [client, local] = await socketPair();
  const remote = new PassThrough();
  remote.on('error', () => undefined).destroy(new Error('refused'));
  await new Promise((resolve) => setImmediate(resolve));
  const pair = joinStreams({ local, remote, clock: systemClock, onBytes: () => undefined });
  expect(await pair.ended).toMatchObject({ by: 'remote', error: { message: 'refused' } });
  client.destroy();
});
