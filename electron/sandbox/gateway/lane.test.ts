// One direction of a session: back-pressure, order, and networks that are bad on purpose but the same every time.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../base/clock.ts';
import { until } from '../fixtures/sandbox-harness.ts';
import { Lane, type LaneDestination } from './lane.ts';
import { fateOf, PERFECT_NETWORK, seededRandom, type NetworkShape } from './network-shape.ts';

const sockets: WebSocket[] = [];
let server: WebSocketServer | null = null;

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
  server?.close();
  server = null;
});

/** Two ends of one connection; `far` is what a client holds. */
async function pair(): Promise<{ near: WebSocket; far: WebSocket; destination: LaneDestination }> {
  server ??= new WebSocketServer({ port: 0, host: '127.0.0.1' });
  if (server.address() === null) await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const accepted = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  const far = new WebSocket(`ws://127.0.0.1:${address.port}`);
  const [near, { socket: stream }] = await accepted;
  if (far.readyState !== WebSocket.OPEN) await once(far, 'open');
  sockets.push(near, far);
  return { near, far, destination: { socket: near, stream } };
}

function numbered(index: number, bytes = 4): Buffer {
  const frame = Buffer.alloc(bytes);
  frame.writeUInt32BE(index);
  return frame;
}

async function through(
  shape: Partial<NetworkShape>,
  count: number,
): Promise<{ order: number[]; lane: Lane }> {
  const { far, destination } = await pair();
  const lane = new Lane(systemClock);
  lane.setShape({ ...PERFECT_NETWORK, ...shape });
  lane.setDestination(destination);
  const order: number[] = [];
  far.on('message', (data: Buffer) => order.push(data.readUInt32BE()));
  for (let index = 0; index < count; index += 1) lane.push(numbered(index));
  const { lost, duplicated } = lane.counts;
  await until(() => order.length === count - lost + duplicated);
  return { order, lane };
}

test('a reader that stops stops the source, and nothing is lost or grows', async () => {
  const source = await pair();
  const destination = await pair();
  const lane = new Lane(systemClock);
  lane.setSource(source.near);
  lane.setDestination(destination.destination);
  source.near.on('message', (data: Buffer) => {
    lane.push(data);
  });
  destination.far.pause();
  const count = 400;
  const size = 64 * 1024;
  for (let index = 0; index < count; index += 1) source.far.send(numbered(index, size));
  // It pauses now and then while the system's own buffers fill, and for good when they are full.
  let taken = -1;
  while (!source.near.isPaused || lane.counts.bytes !== taken) {
    taken = lane.counts.bytes;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(taken).toBeLessThan(count * size);
  expect(destination.near.bufferedAmount).toBeLessThan(2 * 1024 * 1024);
  const order: number[] = [];
  destination.far.on('message', (data: Buffer) => order.push(data.readUInt32BE()));
  destination.far.resume();
  await until(() => order.length === count);
  expect(order).toEqual(Array.from({ length: count }, (_, index) => index));
});

test('delay and jitter keep the order', async () => {
  const startedAt = performance.now();
  const { order } = await through({ delayMs: 30, jitterMs: 10 }, 50);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29);
  expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

test('loss, duplicates and reordering happen, and the same way for the same seed', async () => {
  const shape = { lossRatio: 0.1, duplicateRatio: 0.1, reorderRatio: 0.1, seed: 42 };
  const one = await through(shape, 300);
  const two = await through(shape, 300);
  const { lost, duplicated, reordered } = one.lane.counts;
  expect(lost).toBeGreaterThan(10);
  expect(duplicated).toBeGreaterThan(10);
  expect(reordered).toBeGreaterThan(10);
  expect(two.lane.counts).toEqual(one.lane.counts);
  expect([...one.order].sort((a, b) => a - b)).not.toEqual(one.order);
  expect([...two.order].sort((a, b) => a - b)).toEqual([...one.order].sort((a, b) => a - b));
});

test('what the gateway says comes behind what is under way, and is never lost', async () => {
  const { far, destination } = await pair();
  const lane = new Lane(systemClock);
  lane.setShape({ ...PERFECT_NETWORK, delayMs: 40 });
  lane.setDestination(destination);
  const order: number[] = [];
  far.on('message', (data: Buffer) => order.push(data.readUInt32BE()));
  lane.push(numbered(1));
  lane.setShape({ ...PERFECT_NETWORK, lossRatio: 1 });
  lane.push(numbered(2));
  lane.say(numbered(3));
  await until(() => order.length === 2);
  expect(order).toEqual([1, 3]);
});

test('ratios are what they say', () => {
  const ratio = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(ratio, ratio, fc.integer(), (lossRatio, duplicateRatio, seed) => {
      const shape = { ...PERFECT_NETWORK, lossRatio, duplicateRatio, seed };
      const random = seededRandom(seed);
      const fates = Array.from({ length: 4000 }, () => fateOf(shape, random));
      const lost = fates.filter(({ delaysMs }) => delaysMs.length === 0).length / 4000;
      const doubled = fates.filter(({ delaysMs }) => delaysMs.length === 2).length / 4000;
      expect(Math.abs(lost - lossRatio)).toBeLessThan(0.05);
      expect(Math.abs(doubled - duplicateRatio * (1 - lossRatio))).toBeLessThan(0.05);
    }),
    { numRuns: 30 },
  );
});

test('a side that is away finds what came meanwhile, in order, up to a bound', async () => {
  const lane = new Lane(systemClock);
  const size = 64 * 1024;
  const fits = 16;
  for (let index = 0; index < fits + 3; index += 1) lane.push(numbered(index, size));
  expect(lane.counts).toMatchObject({ messages: 0, dropped: 3 });
  const { near, far, destination } = await pair();
  const order: number[] = [];
  far.on('message', (data: Buffer) => order.push(data.readUInt32BE()));
  lane.setDestination(destination);
  lane.push(numbered(100));
  await until(() => order.length === fits + 1);
  expect(order).toEqual([...Array.from({ length: fits }, (_, index) => index), 100]);
  // Closing, and so no longer reading: what comes now waits for the next socket.
  near.close(1000);
  lane.push(numbered(101));
  const next = await pair();
  next.far.on('message', (data: Buffer) => order.push(data.readUInt32BE()));
  lane.setDestination(next.destination);
  await until(() => order.at(-1) === 101);
});
