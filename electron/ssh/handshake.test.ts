import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { duplexPair, fakeSshServer } from './fixtures/fake-ssh-server.ts';
import { ephemeralIdentity } from './identity.ts';
import { openSshClient, type OpenSshClientOptions } from './open-ssh-client.ts';

const identity = await ephemeralIdentity();
const opening = (wishes: Partial<OpenSshClientOptions> & Pick<OpenSshClientOptions, 'transport'>) =>
  openSshClient({
    user: 'anna',
    identities: [identity],
    hostKey: async () => 'accept',
    ask: () => Promise.reject(new Error('Nothing was to be asked.')),
    signal: new AbortController().signal,
    onPhase: () => undefined,
    ...wishes,
  });
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

test('a far side that closes before it spoke', async () => {
  const [transport, farEnd] = duplexPair();
  setImmediate(() => farEnd.end());
  await expect(opening({ transport })).rejects.toMatchObject({ code: 'ssh/no-banner', retryable: true });
  expect(transport.destroyed).toBe(true);
});

test('a far side that keeps silent is given up after 20 seconds', async () => {
  const clock = new ManualClock();
  const [transport] = duplexPair();
  const result = opening({ transport, clock }).catch((error: unknown) => error);
  await expect.poll(() => clock.pending).toBe(1);
  clock.advance(19_999);
  expect(transport.destroyed).toBe(false);
  clock.advance(1);
  expect(await result).toMatchObject({ code: 'ssh/no-banner', detail: 'It kept silent.' });
  expect(transport.destroyed).toBe(true);
  expect(clock.pending).toBe(0);
});

test.each([
  [
    'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>',
    'It said: HTTP/1.1 400 Bad Request Server: nginx <html>',
  ],
  ['\u0003\u0000\u0000\u0013\u000e\u00d0\u0000\u0000', null],
])('a far side that speaks something else: %j', async (words, detail) => {
  const [transport, farEnd] = duplexPair();
  setImmediate(() => farEnd.end(Buffer.from(words, 'latin1')));
  const error = await opening({ transport }).catch((caught: unknown) => caught as AppError);
  expect(error).toMatchObject({ code: 'ssh/not-ssh', ...(detail === null ? {} : { detail }) });
});

test('a far side that greets in another language and waits', async () => {
  const clock = new ManualClock();
  const [transport, farEnd] = duplexPair();
  farEnd.write('220 mail.example.com ESMTP\r\n');
  const result = opening({ transport, clock }).catch((error: unknown) => error);
  await expect.poll(() => [clock.pending, transport.readableLength]).toEqual([1, 0]);
  clock.advance(20_000);
  expect(await result).toMatchObject({ code: 'ssh/not-ssh', detail: 'It said: 220 mail.example.com ESMTP' });
});

test('a far side with too much to do says so instead of its banner', async () => {
  const [transport, farEnd] = duplexPair();
  setImmediate(() => farEnd.end('Exceeded MaxStartups\r\n'));
  await expect(opening({ transport })).rejects.toMatchObject({
    code: 'ssh/no-banner',
    retryable: true,
    detail: 'Exceeded MaxStartups',
  });
});

test('a far side without safe encryption is named as such', async () => {
  const { transport } = fakeSshServer(() => undefined, {
    config: { algorithms: { cipher: ['aes128-cbc'] } },
  });
  await expect(opening({ transport })).rejects.toMatchObject({ code: 'ssh/no-safe-algorithm' });
});

test('SHA-1 is not taken for anything', async () => {
  for (const algorithms of [
    { hmac: ['hmac-sha1'], cipher: ['aes128-ctr'] },
    { serverHostKey: ['ssh-rsa'] },
    { kex: ['diffie-hellman-group14-sha1'] },
  ]) {
    const { transport } = fakeSshServer(() => undefined, { config: { algorithms: algorithms as never } });
    await expect(opening({ transport })).rejects.toMatchObject({ code: 'ssh/no-safe-algorithm' });
  }
});

test('a host key that is refused ends it before anything is offered or pushed', async () => {
  const said: string[] = [];
  const refusal = new AppError('ssh/host-key-changed', 'Another key.');
  const { transport } = fakeSshServer((attempt) => said.push(attempt.method));
  const opened = opening({
    transport,
    hostKey: async () => refusal,
    beforeAuth: async () => {
      said.push('pushed');
    },
  });
  await expect(opened).rejects.toBe(refusal);
  await settled();
  expect(said).toEqual([]);
  expect(transport.destroyed).toBe(true);
});

test('the pinned type is asked for first', async () => {
  const keyOf = (type: 'ec' | 'rsa') =>
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
          type: 'pkcs1',
          format: 'pem',
        });
  const hostKeys = [keyOf('ec'), keyOf('rsa')];
  for (const type of ['ssh-rsa', 'ecdsa-sha2-nistp256']) {
    const { transport } = fakeSshServer(
      (attempt) => {
        attempt.accept();
      },
      { config: { hostKeys } },
    );
    let offered = '';
    const client = await opening({
      transport,
      pinnedTypes: [type],
      hostKey: async (check) => {
        offered = check.type;
        return 'accept';
      },
    });
    expect(offered).toBe(type);
    await client.close();
  }
});

test('while the user is asked about the host key no time runs out', async () => {
  const clock = new ManualClock();
  const { transport } = fakeSshServer((attempt) => {
    attempt.accept();
  });
  let answer: (() => void) | null = null;
  const opened = opening({
    transport,
    clock,
    hostKey: () =>
      new Promise(
        (resolve) =>
          (answer = () => {
            resolve('accept');
          }),
      ),
  });
  await expect.poll(() => answer).not.toBeNull();
  expect(clock.pending).toBe(0);
  clock.advance(600_000);
  (answer as (() => void) | null)?.();
  const client = await opened;
  await client.close();
  await expect.poll(() => clock.pending).toBe(0);
});

test('an unfinished sign-in is given up after 45 seconds', async () => {
  const clock = new ManualClock();
  let isAsked = false;
  const { transport } = fakeSshServer(() => (isAsked = true));
  const result = opening({ transport, clock }).catch((error: unknown) => error);
  await expect.poll(() => isAsked).toBe(true);
  clock.advance(45_000);
  expect(await result).toMatchObject({ code: 'ssh/timeout', message: 'Signing in took too long.' });
});

test('cancelling ends it at every stage, and everything is closed', async () => {
  for (const stage of ['hostKey', 'beforeAuth', 'signing-in'] as const) {
    const stop = new AbortController();
    let inner: AbortSignal | null = null;
    const hang = (_: unknown, signal: AbortSignal): Promise<never> => {
      inner = signal;
      stop.abort();
      return new Promise(() => undefined);
    };
    const { transport } = fakeSshServer(() => {
      stop.abort();
    });
    const opened = opening({
      transport,
      signal: stop.signal,
      ...(stage === 'hostKey' ? { hostKey: hang } : {}),
      ...(stage === 'beforeAuth' ? { beforeAuth: hang } : {}),
    });
    await expect(opened).rejects.toMatchObject({ code: 'cancelled' });
    expect(transport.destroyed).toBe(true);
    if (stage !== 'signing-in') expect((inner as AbortSignal | null)?.aborted).toBe(true);
  }
  const [transport] = duplexPair();
  await expect(opening({ transport, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(transport.destroyed).toBe(true);
});

test('a far side that goes during the sign-in is lost, not refused', async () => {
  const server = fakeSshServer(() => server.farEnd.destroy());
  await expect(opening({ transport: server.transport })).rejects.toMatchObject({
    code: 'ssh/lost',
    retryable: true,
    detail: 'The far side closed the connection during the sign-in.',
  });
});
