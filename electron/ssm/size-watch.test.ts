// A path that carries larger messages and then, after a resume, does not any more: over real sockets, in fast time.
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { FarSide } from './fixtures/far-side.ts';
import { openPort } from './fixtures/open-port.ts';
import { until } from './fixtures/open-shell.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A frame is 120 bytes longer than its payload. */
const isLarge = (bytes: number) => bytes > 1_300;
/** In real time until the larger size is in use, then fifty times as fast. */
async function setUp() {
  const clock = new ManualClock();
  let stepMs = 2;
  const timer = setInterval(() => {
    clock.advance(stepMs);
  }, 2);
  const far = await FarSide.start();
  closers.push(
    () => far.close(),
    () => {
      clearInterval(timer);
    },
  );
  const session = await openPort(far, clock);
  closers.unshift(() => session.close());
  // The larger size is in use once a message of it has arrived and its acknowledgement is back.
  await until(() => far.typed.length >= 1_536);
  const arrivedAt = clock.now();
  await until(() => clock.now() > arrivedAt + 500);
  stepMs = 100;
  return { far, session, clock, stream: await session.dial(new AbortController().signal) };
}

test('the session fails for the next one to find the size, instead of waiting for ever', async () => {
  const { far, session, stream, clock } = await setUp();
  let lost = 0;
  far.loses = (direction, bytes) => direction === 'up' && isLarge(bytes) && ++lost > 0;
  const failed = once(stream, 'error');
  // The session uses the larger size once the ack of its trial has come.
  while (lost === 0) {
    stream.write(Buffer.alloc(5_000));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect((await failed)[0]).toMatchObject({ code: 'ssm/session-failed', retryable: true });
  expect(lost, 'tried often before').toBeGreaterThanOrEqual(8);
  expect(await session.ended).toMatchObject({ kind: 'failed' });
  await session.close();
  expect(clock.pending, 'timers left').toBe(0);
});

test('an agent that acknowledges nothing because its program is slow is waited for', async () => {
  const { far, session, stream, clock } = await setUp();
  stream.on('error', () => undefined); // it is still open when the test ends
  far.deaf = true;
  stream.write(Buffer.alloc(20_000));
  const end = clock.now() + 120_000;
  await until(() => clock.now() > end);
  expect(session.isOver).toBe(false);
  far.deaf = false;
  await until(() => far.typed.length > 20_000);
  expect(session.isOver).toBe(false);
});
