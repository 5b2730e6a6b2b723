import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { systemClock } from './clock.ts';
import { DIRECT } from './fixtures/direct-network.ts';
import { loopRounds } from './fixtures/loop-rounds.ts';
import { ManualClock } from './manual-clock.ts';
import { describeEnding, openWebSocket, type WebSocketEnding, type WebSocketOptions } from './web-socket.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server | net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function gateway(onSocket: (socket: WebSocket) => void, options = {}): Promise<URL> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, ...options });
  sockets.on('connection', onSocket);
  closers.push(() => {
    for (const client of sockets.clients) client.terminate();
  });
  return new URL(`ws://127.0.0.1:${await listen(http)}/path?q=1`);
}

function listenTo(url: URL, more: Partial<WebSocketOptions> = {}) {
  const messages: string[] = [];
  let tellEnd: (ending: WebSocketEnding) => void = () => undefined;
  const ended = new Promise<WebSocketEnding>((resolve) => (tellEnd = resolve));
  const opening = openWebSocket({
    url,
    clock: systemClock,
    signal: new AbortController().signal,
    network: DIRECT,
    openTimeoutMs: 60_000,
    onMessage: (data, isText) => messages.push(`${isText ? 'text' : 'binary'} ${data.toString()}`),
    onDrain: () => undefined,
    onEnd: tellEnd,
    ...more,
  });
  return { opening, messages, ended };
}

test('opens with headers, passes messages both ways, nothing lost at the start, ends with the close code', async () => {
  let header: string | undefined;
  const received: string[] = [];
  const url = await gateway(
    (socket) => {
      socket.send('at once');
      socket.on('message', (data: Buffer, isBinary) => {
        received.push(`${isBinary ? 'binary' : 'text'} ${data.toString()}`);
        if (data.toString() === 'bye') socket.close(1000, 'Bye');
      });
    },
    {
      verifyClient: (info: { req: { headers: Record<string, string> } }) => {
        header = info.req.headers['authorization'];
        return true;
      },
    },
  );
  const client = listenTo(url, { headers: { Authorization: 'AWS4 x' } });
  const socket = await client.opening;
  socket.resume();
  socket.send('hello');
  const kept = Buffer.from('bye');
  socket.send(kept);
  const ending = await client.ended;
  expect(ending).toEqual({ kind: 'closed', code: 1000, reason: 'Bye' });
  expect(describeEnding(ending, 'the gateway')).toBe('the gateway closed the socket (1000 Bye)');
  expect(client.messages).toEqual(['text at once']);
  expect(received).toEqual(['text hello', 'binary bye']);
  expect(kept.toString()).toBe('bye');
  expect(header).toBe('AWS4 x');
  socket.send('into the void');
  await socket.close();
});

test('a refusal carries status and words, an unreachable host the reason', async () => {
  const http = createServer();
  http.on('upgrade', (_request, socket) => {
    socket.end(
      'HTTP/1.1 403 Forbidden\r\nx-amzn-requestid: r-1\r\ncontent-length: 20\r\n\r\n{"message":"no way"}',
    );
  });
  const port = await listen(http);
  await expect(listenTo(new URL(`ws://127.0.0.1:${port}`)).opening).rejects.toMatchObject({
    kind: 'refused',
    status: 403,
    detail: 'HTTP 403 · {"message":"no way"} · request r-1',
  });
  http.close();
  await expect(listenTo(new URL('ws://127.0.0.1:1')).opening).rejects.toMatchObject({
    kind: 'unreachable',
    detail: expect.stringContaining('ECONNREFUSED') as string,
  });
});

test('opening has a deadline and can be cancelled', async () => {
  const silent = net.createServer((socket) => closers.push(() => socket.destroy()));
  const url = new URL(`ws://127.0.0.1:${await listen(silent)}`);
  await expect(listenTo(url, { openTimeoutMs: 30 }).opening).rejects.toMatchObject({ kind: 'timeout' });
  const cancel = new AbortController();
  const { opening } = listenTo(url, { signal: cancel.signal });
  setTimeout(() => {
    cancel.abort();
  }, 10);
  await expect(opening).rejects.toMatchObject({ kind: 'cancelled' });
  await expect(listenTo(url, { signal: cancel.signal }).opening).rejects.toMatchObject({ kind: 'cancelled' });
});

test('a peer that answers no ping is given up; one that answers is kept', async () => {
  const clock = new ManualClock();
  const pings: string[] = [];
  const url = await gateway((socket) => socket.on('ping', (data) => pings.push(data.toString())));
  const alive = listenTo(url, { clock });
  const aliveSocket = await alive.opening;
  aliveSocket.resume();
  clock.advance(30_000);
  await expect.poll(() => pings).toEqual(['keepalive']);
  await loopRounds(); // until the answer has been read
  const mute = await gateway(() => undefined, { autoPong: false });
  const dead = listenTo(mute, { clock });
  (await dead.opening).resume();
  clock.advance(50_000);
  expect(await dead.ended).toMatchObject({ kind: 'unresponsive', silentMs: 45_000 });
  clock.advance(12_000);
  await expect.poll(() => pings.length).toBe(2);
  await aliveSocket.close();
  expect(clock.pending).toBe(0);
});

test('pausing stops the messages, resuming brings them all', async () => {
  const url = await gateway((socket) => {
    for (let count = 0; count < 20_000; count++) socket.send(`${count} ${'x'.repeat(1000)}`);
  });
  const messages: string[] = [];
  const socket = await listenTo(url, {
    onMessage: (data) => {
      messages.push(data.toString());
      if (messages.length === 100) socket.pause();
    },
  }).opening;
  socket.resume();
  await expect.poll(() => messages.length).toBeGreaterThanOrEqual(100);
  await loopRounds(30);
  expect(messages.length).toBeLessThan(5000);
  socket.resume();
  await expect.poll(() => messages.length).toBe(20_000);
  expect(messages.every((message, index) => message.startsWith(`${index} `))).toBe(true);
  await socket.close();
});
