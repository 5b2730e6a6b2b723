// A line over SSH is renewed before its route is cut: new connections go by the new sign-in, old ones stay where they
// are. Written-by-hand SSH clients on a clock of our own.
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { silentLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import type { LineEnding } from '../base/transport.ts';
import { SshLine } from './ssh-line.ts';
import type { ReachedSsh } from './ssh-reach.ts';

const HOUR_MS = 3_600_000;
const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function fakeSsh(clock: ManualClock, forMs = HOUR_MS) {
  let end: (ending: LineEnding) => void = () => undefined;
  const state = { dialled: 0, closed: 0 };
  const ssh = {
    ended: new Promise<LineEnding>((resolve) => (end = resolve)),
    stats: { upBytes: 0, downBytes: 0, roundTripMs: 7 },
    dial: () => {
      state.dialled += 1;
      return Promise.resolve(new PassThrough());
    },
    probe: () => undefined,
    close: () => {
      state.closed += 1;
      end({ kind: 'normal', reason: null });
      return Promise.resolve();
    },
  };
  const way = { cutAt: clock.now() + forMs, sessionId: null, encrypted: false, probe: () => undefined };
  const reached = { ssh, way, user: 'ubuntu' } as unknown as ReachedSsh;
  return {
    reached,
    state,
    end: (ending: LineEnding) => {
      end(ending);
    },
  };
}

function setUp(renewals: (() => ReturnType<typeof fakeSsh>)[], forMs = HOUR_MS) {
  const clock = new ManualClock();
  const first = fakeSsh(clock, forMs);
  const made: ReturnType<typeof fakeSsh>[] = [];
  const line = new SshLine(first.reached, () => ({ route: 'eice', note: null }), {
    to: { kind: 'port', host: 'localhost', port: 5432 },
    renew: () => {
      const next = renewals.shift();
      if (next === undefined) return Promise.reject(new AppError('eice/unreachable', 'No.'));
      const ssh = next();
      made.push(ssh);
      return Promise.resolve(ssh.reached);
    },
    onChange: () => undefined,
    clock,
    log: silentLog,
  });
  return { clock, first, made, line };
}

it('signs in anew minutes before the cut and dials there; the old one serves on until it is cut', async () => {
  const holder: { clock?: ManualClock } = {};
  const { clock, first, made, line } = setUp([() => fakeSsh(holder.clock ?? new ManualClock())]);
  holder.clock = clock;
  await line.dial(never);
  clock.advance(54 * 60_000);
  await turn();
  expect(made).toHaveLength(0);
  clock.advance(60_000);
  await turn();
  expect(made).toHaveLength(1);
  await line.dial(never);
  expect([first.state.dialled, made[0]?.state.dialled]).toEqual([1, 1]);
  expect(first.state.closed).toBe(0);
  let ended = false;
  void line.ended.then(() => (ended = true));
  first.end({ kind: 'failed', error: new AppError('eice/time-limit', 'The hour is over.') });
  await turn();
  expect(ended).toBe(false);
  await line.close();
  expect(made[0]?.state.closed).toBe(1);
  expect(clock.pending).toBe(0);
});

it('tries again when that fails, and ends with its one sign-in when nothing helps', async () => {
  const { clock, first, line } = setUp([]);
  clock.advance(55 * 60_000);
  await turn();
  await turn();
  expect(clock.pending).toBe(1);
  clock.advance(60_000);
  await turn();
  await turn();
  first.end({ kind: 'failed', error: new AppError('eice/time-limit', 'The hour is over.') });
  expect(await line.ended).toMatchObject({ kind: 'failed', error: { code: 'eice/time-limit' } });
  expect(clock.pending).toBe(0);
});

it('where a policy allows minutes only it is renewed halfway, not over and over', async () => {
  const holder: { clock?: ManualClock } = {};
  const short = () => fakeSsh(holder.clock ?? new ManualClock(), 4 * 60_000);
  const { clock, made, line } = setUp([short, short, short], 4 * 60_000);
  holder.clock = clock;
  clock.advance(119_000);
  await turn();
  expect(made).toHaveLength(0);
  clock.advance(1_000);
  await turn();
  clock.advance(119_000);
  await turn();
  expect(made).toHaveLength(1);
  await line.close();
  expect(clock.pending).toBe(0);
});

it('a line that is closed while it signs in anew renews nothing any more', async () => {
  const clock = new ManualClock();
  let asked = 0;
  const line = new SshLine(fakeSsh(clock).reached, () => ({ route: 'eice', note: null }), {
    to: { kind: 'port', host: 'localhost', port: 5432 },
    renew: (signal) => {
      asked += 1;
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new AppError('cancelled', 'Closed.'));
        });
      });
    },
    onChange: () => undefined,
    clock,
    log: silentLog,
  });
  clock.advance(55 * 60_000);
  expect(asked).toBe(1);
  await line.close();
  await turn();
  expect(clock.pending).toBe(0);
});

it('a port of the target that cannot be asked for again ends the line, once and for all', async () => {
  const clock = new ManualClock();
  const listener = () => ({ port: 8080, close: () => Promise.resolve() });
  let listens: () => Promise<ReturnType<typeof listener>> = () => Promise.reject(new Error('taken'));
  const renewed: ReturnType<typeof fakeSsh>[] = [];
  const open = () =>
    new SshLine(fakeSsh(clock).reached, () => ({ route: 'eice', note: null }), {
      to: { kind: 'from-target', first: listener(), listen: () => listens() },
      renew: () => {
        const next = fakeSsh(clock);
        renewed.push(next);
        return Promise.resolve(next.reached);
      },
      onChange: () => undefined,
      clock,
      log: silentLog,
    });
  const refused = open();
  clock.advance(55 * 60_000);
  expect(await refused.ended).toMatchObject({ kind: 'failed', error: { code: 'ssh/lost' } });
  await turn();
  expect(clock.pending).toBe(0);

  // Closed in the moment in which the new sign-in is given the port.
  let give: () => void = () => undefined;
  listens = () =>
    new Promise(
      (resolve) =>
        (give = () => {
          resolve(listener());
        }),
    );
  const closed = open();
  clock.advance(55 * 60_000);
  await turn();
  await closed.close();
  give();
  await turn();
  expect(renewed.map(({ state }) => state.closed)).toEqual([1, 1]);
  expect(clock.pending).toBe(0);
});
