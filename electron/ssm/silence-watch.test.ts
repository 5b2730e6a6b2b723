// An agent that is gone without a word, while the gateway stays: over real sockets, in fast time.
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { FarSide } from './fixtures/far-side.ts';
import { until } from './fixtures/open-shell.ts';
import { openPort } from './fixtures/open-port.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const never = new AbortController().signal;

/** A hundred times as fast once the session is open. */
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
  await until(() => far.typed.length >= 1_536);
  stepMs = 200;
  const pass = async (ms: number) => {
    const end = clock.now() + ms;
    await until(() => clock.now() >= end);
  };
  return { far, session, clock, pass };
}

test('an idle session whose agent is gone is given up before a connection is lost in it', async () => {
  const { far, session, clock, pass } = await setUp();
  await pass(60_000);
  far.deaf = true;
  const at = clock.now();
  const error = await session.dial(never).then(String, (failure: unknown) => failure);
  expect(error).toMatchObject({ code: 'ssm/session-gone', retryable: true });
  expect(clock.now() - at).toBeLessThan(20_000);
  expect(session.isOver).toBe(true);
  await session.close();
  expect(clock.pending, 'timers left').toBe(0);
});

test('an idle session whose agent is there takes the connection, also after a resume that takes its time', async () => {
  const { far, session, pass } = await setUp();
  await pass(60_000);
  (await session.dial(never)).destroy();
  await pass(60_000);
  let comeBack: () => void = () => undefined;
  far.resume = () =>
    new Promise((resolve) => {
      comeBack = () => {
        resolve(far.grant());
      };
    });
  far.socket?.terminate();
  await until(() => session.phase.kind === 'reconnecting');
  const dialled = session.dial(never);
  await pass(90_000);
  comeBack();
  (await dialled).destroy();
  expect(session.isOver).toBe(false);
});

test('open connections are kept for five minutes; meanwhile new ones go elsewhere', async () => {
  const { far, session, pass } = await setUp();
  const stream = await session.dial(never);
  const failed = once(stream, 'error');
  far.deaf = true;
  stream.write('is anybody there?');
  await pass(4_000);
  expect(session.isCongested).toBe(false);
  await until(() => session.isCongested);
  await expect(session.dial(never)).rejects.toMatchObject({ code: 'ssm/session-gone' });
  expect(session.isOver, 'for the sake of the open one').toBe(false);
  await pass(180_000);
  expect(session.isOver).toBe(false);
  expect((await failed)[0]).toMatchObject({
    code: 'ssm/session-gone',
    message: 'The agent stopped answering.',
  });
  expect(session.isOver).toBe(true);
});

test('after the gateway has said that the agent is away, open connections are kept for half a minute', async () => {
  const { far, session, pass } = await setUp();
  const stream = await session.dial(never);
  const failed = once(stream, 'error');
  far.deaf = true;
  far.pause();
  stream.write('is anybody there?');
  await pass(20_000);
  expect(session.isOver).toBe(false);
  await pass(20_000);
  expect((await failed)[0]).toMatchObject({ code: 'ssm/session-gone' });
  expect(session.isOver).toBe(true);
});

test('an agent that has come back from away is waited for as any other', async () => {
  const { far, session, pass } = await setUp();
  const stream = await session.dial(never);
  far.pause();
  far.resumePublication();
  far.deaf = true;
  stream.write('slow');
  await pass(60_000);
  expect(session.isOver).toBe(false);
  stream.destroy();
});

test('a silence that ends leaves no mark', async () => {
  const { far, session, pass } = await setUp();
  const stream = await session.dial(never);
  far.deaf = true;
  stream.write('late');
  await until(() => session.isCongested);
  await pass(120_000);
  far.deaf = false;
  await until(() => far.typed.includes('late'));
  await until(() => !session.isCongested);
  (await session.dial(never)).destroy();
  stream.destroy();
});
