import { expect, test } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { fakeSshServer } from './fixtures/fake-ssh-server.ts';
import { ephemeralIdentity } from './identity.ts';
import { openSshClient } from './open-ssh-client.ts';

const identity = await ephemeralIdentity();

async function open() {
  const clock = new ManualClock();
  const server = fakeSshServer((attempt) => {
    attempt.accept();
  });
  const client = await openSshClient({
    transport: server.transport,
    user: 'anna',
    identities: [identity],
    hostKey: async () => 'accept',
    ask: () => Promise.reject(new Error('Nothing was to be asked.')),
    signal: new AbortController().signal,
    onPhase: () => undefined,
    clock,
  });
  await expect.poll(() => client.stats.roundTripMs).toBe(0);
  return { clock, client, ...server };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

test('a far side that answers stays, and its distance is measured', async () => {
  const { clock, client } = await open();
  for (let minute = 0; minute < 60; minute += 1) {
    clock.advance(30_000);
    await settled();
    clock.advance(15_000);
  }
  const ended = await Promise.race([client.ended, settled()]);
  expect(ended).toBeUndefined();
  expect(client.stats.roundTripMs).toBe(0);
  await client.close();
  expect(clock.pending).toBe(0);
});

test('a dead far side is noticed within 45 seconds, and everything is closed', async () => {
  const { clock, client, transport, farEnd } = await open();
  farEnd.pause();
  clock.advance(45_000);
  expect(await client.ended).toMatchObject({
    kind: 'failed',
    error: { code: 'ssh/lost', detail: 'Nothing was heard for 45 seconds.', retryable: true },
  });
  expect(transport.destroyed).toBe(true);
  expect(clock.pending).toBe(0);
});

test('a probe notices within five seconds', async () => {
  const { clock, client, farEnd } = await open();
  farEnd.pause();
  client.probe();
  clock.advance(4_999);
  expect(await Promise.race([client.ended, settled()])).toBeUndefined();
  clock.advance(1);
  expect(await client.ended).toMatchObject({ kind: 'failed', error: { code: 'ssh/lost' } });
});

test('a request that is never answered is given up', async () => {
  const { clock, client, farEnd } = await open();
  farEnd.pause();
  const shell = client.openShell({ cols: 80, rows: 24 }, {}, new AbortController().signal);
  const result = shell.catch((error: unknown) => error);
  clock.advance(30_000);
  expect(await result).toMatchObject({ code: 'ssh/timeout', message: 'Opening a shell took too long.' });
  await client.close();
});
