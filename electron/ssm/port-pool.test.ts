// A pool over sessions that tests make: it spreads, shrinks, gives up growing, and ends with its last session.
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { silentLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import type { Line } from '../base/transport.ts';
import { openPortPool } from './port-pool.ts';
import type { PortSession, PortSessionEnding } from './port-session.ts';
import { PortStream } from './port-stream.ts';
import type { SessionPhase } from './session.ts';

const never = new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function setUp() {
  const clock = new ManualClock();
  const sessions: TestSession[] = [];
  const failures: AppError[] = [];
  const pool = await openPortPool({
    open: () => {
      const failure = failures.shift();
      if (failure !== undefined) return Promise.reject(failure);
      const made = makeSession(clock);
      sessions.push(made);
      return Promise.resolve(made);
    },
    problem: () => null,
    clock,
    log: silentLog,
    signal: never,
    onChange: () => undefined,
  });
  return { clock, pool, sessions, failures };
}

type TestSession = ReturnType<typeof makeSession>;

function makeSession(clock: ManualClock) {
  const streams = new Set<PortStream>();
  let end: (ending: PortSessionEnding) => void = () => undefined;
  const state: { isOver: boolean; phase: SessionPhase } = { isOver: false, phase: { kind: 'open' } };
  const session = {
    sessionId: 's',
    mode: 'mux' as const,
    agentVersion: '3.3.987.0',
    encrypted: false,
    capacity: Infinity,
    get streamCount() {
      return streams.size;
    },
    isCongested: false,
    get isOver() {
      return state.isOver;
    },
    roundTripMs: 5,
    get phase() {
      return state.phase;
    },
    streams: () => streams,
    dial: (): Promise<Duplex> => {
      const stream: PortStream = new PortStream(streams.size, {
        clock,
        quietMs: 1000,
        isSettled: () => true,
        ready: () => undefined,
        finish: () => undefined,
        gone: () => streams.delete(stream),
        drained: () => undefined,
      });
      streams.add(stream);
      return Promise.resolve(stream);
    },
    ended: new Promise<PortSessionEnding>((resolve) => (end = resolve)),
    probe: () => undefined,
    close: () => {
      state.isOver = true;
      end({ kind: 'normal', reason: null });
      return Promise.resolve();
    },
  } satisfies PortSession;
  return Object.assign(session, {
    enter: (phase: SessionPhase) => (state.phase = phase),
    end: (ending: PortSessionEnding) => {
      state.isOver = true;
      end(ending);
    },
  });
}

async function twoBusySessions(pool: Line, sessions: readonly TestSession[]) {
  await Promise.all(Array.from({ length: 4 }, () => pool.dial(never)));
  expect(pool.sessionCount).toBe(2);
  const [first = expect.unreachable(), second = expect.unreachable()] = sessions;
  return [first, second] as const;
}

test('sixteen connections at once are spread over eight sessions; idle ones are ended, but the last stays', async () => {
  const { clock, pool, sessions } = await setUp();
  const dials = Array.from({ length: 16 }, () => pool.dial(new AbortController().signal));
  await settle();
  const streams = await Promise.all(dials);
  expect(sessions.map(({ streamCount }) => streamCount)).toEqual(Array(8).fill(2));
  for (const stream of streams) stream.destroy();
  await settle();
  for (let second = 0; second < 62; second++) clock.advance(1000);
  await settle();
  expect(pool.sessionCount).toBe(1);
  // Nothing left to look at: an idle tunnel wakes nobody.
  clock.advance(5000);
  expect(clock.pending).toBe(0);
  await pool.close();
});

test('quiet connections share one session', async () => {
  const { clock, pool, sessions } = await setUp();
  for (let count = 0; count < 10; count++) {
    await pool.dial(never);
    for (let second = 0; second < 4; second++) clock.advance(1000);
  }
  expect(sessions).toHaveLength(1);
  expect(sessions[0]?.streamCount).toBe(10);
  await pool.close();
});

test('when no other session is to be had, busy connections share what there is', async () => {
  const { pool, sessions, failures } = await setUp();
  failures.push(...Array.from({ length: 8 }, () => new AppError('aws/throttled', 'Slow down.')));
  await Promise.all(Array.from({ length: 16 }, () => pool.dial(new AbortController().signal)));
  expect(sessions).toHaveLength(1);
  expect(failures.length).toBeGreaterThan(0);
  await pool.close();
});

test('is in trouble while connections wait for their session, however well another one is', async () => {
  const { pool, sessions } = await setUp();
  const [first, second] = await twoBusySessions(pool, sessions);
  expect(pool.trouble).toBeNull();
  first.enter({ kind: 'reconnecting', reason: 'Cut.', detail: null, attempt: 1, nextTryAt: 7 });
  expect(pool.trouble).toEqual({ reason: 'Cut.', nextTryAt: 7, problem: null });
  for (const stream of [...first.streams()]) stream.destroy();
  await settle();
  expect(pool.trouble, 'nobody is in the one that was cut').toBeNull();
  second.enter({ kind: 'reconnecting', reason: 'Cut too.', detail: null, attempt: 1, nextTryAt: 8 });
  expect(pool.trouble).not.toBeNull();
  await pool.close();
});

test('a session that ends takes its place with it; the last one ends the pool, in its words', async () => {
  const { pool, sessions } = await setUp();
  const [first, second] = await twoBusySessions(pool, sessions);
  first.end({ kind: 'normal', reason: 'idle' });
  await settle();
  expect(pool.sessionCount).toBe(1);
  const error = new AppError('ssm/session-gone', 'Gone.');
  second.end({ kind: 'failed', error });
  expect(await pool.ended).toEqual({ kind: 'failed', error });
  await expect(pool.dial(never)).rejects.toMatchObject({ code: 'cancelled' });
});
