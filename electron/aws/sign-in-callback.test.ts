// The port that a browser brings its answer to, as anything else of this computer would treat it.
import { request } from 'node:http';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSignInCallback, type SignInCallback } from './sign-in-callback.ts';

let callback: SignInCallback;
let port: number;
beforeEach(async () => {
  callback = await openSignInCallback('our-state');
  port = Number(new URL(callback.redirectUri).port);
});
afterEach(() => {
  callback.close();
});

async function get(host: string): Promise<number> {
  const path = '/oauth/callback?state=our-state&code=the-code';
  const sent = request({ port, host: '127.0.0.1', path, headers: { host } }).end();
  const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume: () => void }];
  response.resume();
  return response.statusCode;
}

/** Null where it is turned away at once. */
async function openSocket(): Promise<Socket | null> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  const isClosed = await Promise.race([
    once(socket, 'close').then(() => true),
    new Promise((resolve) => setTimeout(resolve, 200, false)),
  ]);
  return isClosed === true ? null : socket;
}

it('answers nobody who was led here by another name', async () => {
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `localhost:${port}`])
    expect(await get(host)).toBe(404);
  expect(await get(`127.0.0.1:${port}`)).toBe(200);
  expect(await callback.code).toBe('the-code');
});

it('holds no more than a few connections, and none after it was closed', async () => {
  const sockets = await Promise.all(Array.from({ length: 24 }, () => openSocket()));
  const held = sockets.filter((socket) => socket !== null);
  expect(held).toHaveLength(16);
  // In the middle of a request, which a server that only closes would wait for.
  for (const socket of held) socket.write('GET / HTTP/1.1\r\n');
  const closed = Promise.all(held.map((socket) => once(socket, 'close')));
  callback.close();
  await closed;
}, 6_000);

it('lets go of what asks nothing', async () => {
  const socket = await openSocket();
  await once(socket ?? expect.unreachable(), 'close');
}, 20_000);
