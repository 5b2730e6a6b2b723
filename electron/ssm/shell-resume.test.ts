// Sockets that come and go under a living shell: bytes identical both ways, honest words, nothing left behind.
import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { AppError } from '../../shared/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { closeFarSides, openPlainShell, readToEnd, until } from './fixtures/open-shell.ts';
import type { ShellPhase } from './shell-session.ts';

closeFarSides();

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Reconnecting = Extract<ShellPhase, { kind: 'reconnecting' }>;
const reconnects = (phases: readonly ShellPhase[]) =>
  phases.filter((phase): phase is Reconnecting => phase.kind === 'reconnecting');

test.each([
  { how: 'closes with 1000', end: (socket: WebSocket) => socket.close(1000, 'Bye') },
  { how: 'cuts', end: (socket: WebSocket) => socket.terminate() },
])('bytes are identical over $how in the middle, with 2 % loss both ways', async ({ end }) => {
  const { far, phases, live } = await openPlainShell({ random: () => 0.5 });
  const down = randomBytes(300_000);
  const up = randomBytes(60_000);
  let frames = 0;
  far.loses = () => ++frames % 50 === 0;
  for (let at = 0; at < down.length; at += 1000) far.output(down.subarray(at, at + 1000));
  live.stream.write(up);
  const reading = readToEnd(live);
  for (const mark of [60_000, 150_000, 240_000]) {
    await until(() => live.stats().bytesDown > mark);
    // One socket is cut once, however much came at a time.
    const opened = far.openings.length;
    if (far.socket !== null) end(far.socket);
    await until(() => far.openings.length > opened);
  }
  await until(() => far.unacknowledgedCount === 0 && far.typed.length === up.length);
  far.closeChannel('');
  const received = await reading;
  expect(digest(received.subarray(2))).toBe(digest(down));
  expect(digest(far.typed)).toBe(digest(up));
  expect(far.openings.map(({ tokenValue }) => tokenValue)).toEqual([
    'token-1',
    'token-2',
    'token-3',
    'token-4',
  ]);
  expect(reconnects(phases)[0]).toMatchObject({ attempt: 1, nextTryAt: null });
  expect(reconnects(phases)[0]?.reason).toMatch(
    /the gateway closed the socket \(1000 Bye\)|connection to the gateway was lost/,
  );
  expect(phases.at(-1)?.kind).toBe('open');
});

test('expired credentials at resume: keeps trying with the reason shown, a probe tries at once', async () => {
  // A wait between two tries never ends by itself.
  const clock: Clock = {
    now: () => systemClock.now(),
    after: (ms, run) => systemClock.after(ms > 1_000 ? 3_600_000 : ms, run),
  };
  const { far, phases, live } = await openPlainShell({ random: () => 0, clock });
  const before = Date.now();
  const expired = new AppError('aws/credentials-expired', 'The credentials have expired.', {
    detail: 'Sign in again.',
  });
  let valid = false;
  far.resume = () => (valid ? Promise.resolve(far.grant()) : Promise.reject(expired));
  far.socket?.terminate();
  live.stream.write('typed meanwhile');
  await until(() => reconnects(phases).some(({ nextTryAt }) => nextTryAt !== null));
  const waiting = reconnects(phases).at(-1);
  expect(waiting).toMatchObject({ attempt: 2, reason: expired.message, detail: 'Sign in again.' });
  expect((waiting?.nextTryAt ?? 0) - before).toBeGreaterThan(1000);
  valid = true;
  live.probe();
  await until(() => phases.at(-1)?.kind === 'open');
  await until(() => far.typed.toString() === 'typed meanwhile');
  await live.close();
});

test('a session that is gone ends the shell with what had come', async () => {
  const { far, live } = await openPlainShell();
  far.resume = () => Promise.resolve(null);
  far.output('last words');
  await until(() => far.unacknowledgedCount === 0);
  far.socket?.close(1000);
  expect((await readToEnd(live)).toString()).toBe('$ last words');
  expect(await live.ending).toMatchObject({ kind: 'failed', error: { code: 'ssm/session-gone' } });
  await live.close();
  expect(far.calls).toEqual(['resume']);
});

test('closing while reconnecting ends at once', async () => {
  const { far, phases, live } = await openPlainShell();
  far.resume = () => new Promise(() => undefined);
  far.socket?.terminate();
  await until(() => phases.at(-1)?.kind === 'reconnecting');
  await live.close();
  expect(await live.ending).toMatchObject({ kind: 'exited' });
  expect(far.calls).toEqual(['resume', 'terminate']);
});

test('a new StreamUrl that belongs to a stranger ends the session', async () => {
  const { far, live } = await openPlainShell();
  far.resume = () => Promise.resolve({ ...far.grant(), streamUrl: 'wss://evil.example/x' });
  far.socket?.terminate();
  expect(await live.ending).toMatchObject({ kind: 'failed', error: { code: 'ssm/stream-url-refused' } });
});

test('a flapping gateway is not hammered', async () => {
  const { far, live } = await openPlainShell({ random: () => 0 });
  const timer = setInterval(() => far.socket?.terminate(), 20);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  clearInterval(timer);
  expect(far.calls.filter((call) => call === 'resume').length).toBeLessThanOrEqual(4);
  await live.close();
});

test('a stream that is thrown away terminates the session; an aborted signal too', async () => {
  const first = await openPlainShell();
  first.live.stream.destroy();
  await first.live.ending;
  await until(() => first.far.calls.includes('terminate'));
  const cancel = new AbortController();
  const second = await openPlainShell({ signal: cancel.signal });
  cancel.abort();
  expect(await second.live.ending).toEqual({ kind: 'exited', exitCode: null, reason: null });
  expect(second.far.calls).toEqual(['terminate']);
});

test('the reason of the end: words of the agent, or its error', async () => {
  const quiet = await openPlainShell();
  quiet.far.closeChannel('Your session timed out due to inactivity.');
  expect(await quiet.live.ending).toEqual({
    kind: 'exited',
    exitCode: null,
    reason: 'Your session timed out due to inactivity.',
  });
  const torn = await openPlainShell();
  torn.far.loses = (direction) => direction === 'down';
  torn.far.output('lost');
  torn.far.loses = () => false;
  torn.far.output('last');
  torn.far.closeChannel();
  expect(await torn.live.ending).toMatchObject({ reason: 'Some of the last output did not arrive.' });
  const loud = await openPlainShell();
  loud.far.closeChannel('----------ERROR-------\nworker crashed');
  expect(await loud.live.ending).toMatchObject({
    kind: 'failed',
    error: { code: 'ssm/session-failed', detail: 'worker crashed' },
  });
});
