// The port that a browser brings its answer to, as anything else of this computer would treat it.
import { request } from 'node:http';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loopRounds } from '../base/fixtures/loop-rounds.ts';
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

async function openSocket(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

it('answers nobody who was led here by another name', async () => {
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `localhost:${port}`])
    expect(await get(host)).toBe(404);
  expect(await get(`127.0.0.1:${port}`)).toBe(200);
  expect(await callback.code).toBe('the-code');
});

it('holds no more than a few connections, and none after it was closed', async () => {
  const sockets = await Promise.all(Array.from({ length: 24 }, () => openSocket()));
  const held = () => sockets.filter(({ closed }) => !closed);
  await expect.poll(() => held().length).toBe(16);
  await loopRounds();
  expect(held()).toHaveLength(16);
  // In the middle of a request, which a server that only closes would wait for: ten seconds and more.
  for (const socket of held()) socket.write('GET / HTTP/1.1\r\n');
  callback.close();
  await expect.poll(() => held().length, { timeout: 8_000 }).toBe(0);
});

it('lets go of what asks nothing', async () => {
  await once(await openSocket(), 'close');
});
