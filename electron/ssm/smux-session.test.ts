// Streams in one session against a small model of the agent: order, fairness, FIN, refusals and slow readers.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { encodeSmuxFrame, SMUX_COMMAND, SmuxFrameParser } from './smux-frame.ts';
import { SmuxSession } from './smux-session.ts';
import type { PortStream } from './port-stream.ts';
import { PAUSE_ALONE_BYTES, PAUSE_SHARED_BYTES, STALL_DEADLINE_MS } from './stall-rule.ts';

const QUIET_MS = 5000;

function setUp(keepAliveMs: number | null = null) {
  const clock = new ManualClock();
  const received = new Map<number, Buffer>();
  const commands: string[] = [];
  const pauses: boolean[] = [];
  const state = { settled: true, wakes: 0 };
  const session = new SmuxSession({
    clock,
    quietMs: QUIET_MS,
    keepAliveMs,
    carrier: {
      wake: () => state.wakes++,
      pauseReading: (paused) => pauses.push(paused),
      isSettled: () => state.settled,
    },
  });
  const parser = new SmuxFrameParser({
    onCommand: (command, id) => commands.push(`${['open', 'finish', '', 'nop'][command]} ${id}`),
    onData: (id, bytes) => received.set(id, Buffer.concat([received.get(id) ?? Buffer.alloc(0), bytes])),
  });
  /** Sends everything that waits, in messages of at most `size` bytes; answers how many. */
  const pump = (size = 1024, most = Infinity) => {
    let count = 0;
    for (; count < most; count++) {
      const bytes = session.take(size);
      if (bytes === null) break;
      expect(bytes.length).toBeLessThanOrEqual(size);
      parser.push(bytes);
    }
    return count;
  };
  const data = (id: number, bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; at += 32768)
      session.receive(encodeSmuxFrame(SMUX_COMMAND.data, id, bytes.subarray(at, at + 32768)));
  };
  const finish = (id: number) => {
    session.receive(encodeSmuxFrame(SMUX_COMMAND.finish, id));
  };
  return { clock, session, received, commands, pauses, state, pump, data, finish };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));
const closed = (stream: PortStream) =>
  new Promise<Error | null>((resolve) => {
    let error: Error | null = null;
    stream.on('error', (e) => (error = e));
    stream.on('close', () => {
      resolve(error);
    });
  });

test('ids are odd from 3; SYN, data and FIN leave in order', async () => {
  const { session, commands, received, pump } = setUp();
  const [a, b] = [session.open(), session.open()];
  expect([a.id, b.id]).toEqual([3, 5]);
  a.write('hello');
  b.destroy();
  await tick();
  pump();
  expect(commands).toEqual(['open 3', 'open 5', 'finish 5']);
  expect(received.get(3)?.toString()).toBe('hello');
  a.destroy();
  pump();
  expect(commands.at(-1)).toBe('finish 3');
  expect(session.streamCount).toBe(0);
});

test('whatever is written to any number of streams arrives, in any message size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(4), fc.uint8Array({ minLength: 1, maxLength: 500 })), { maxLength: 30 }),
      fc.integer({ min: 9, max: 300 }),
      async (writes, size) => {
        const { session, received, pump } = setUp();
        const streams = Array.from({ length: 5 }, () => session.open());
        const expected = new Map<number, Buffer>();
        for (const [index, bytes] of writes) {
          const stream = streams[index];
          if (stream === undefined) continue;
          stream.write(bytes);
          expected.set(stream.id, Buffer.concat([expected.get(stream.id) ?? Buffer.alloc(0), bytes]));
        }
        for (let i = 0; i < 60; i++) {
          pump(size);
          await tick();
        }
        expect(received).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});

test('a small write does not wait behind a bulk stream', async () => {
  const { session, received, pump } = setUp();
  const [bulk, small] = [session.open(), session.open()];
  bulk.write(Buffer.alloc(1_000_000));
  pump(1024, 5);
  small.write('x');
  pump(1024, 2);
  expect(received.get(5)?.toString()).toBe('x');
});

test('a local end holds FIN until the answer has come', async () => {
  const { session, commands, pump, data, finish, clock } = setUp();
  const stream = session.open();
  stream.end('request');
  await tick();
  pump();
  expect(commands).toEqual(['open 3']);
  const answer: Buffer[] = [];
  stream.on('data', (bytes: Buffer) => answer.push(bytes));
  clock.advance(QUIET_MS - 1);
  data(3, Buffer.from('half'));
  clock.advance(QUIET_MS - 1);
  expect(commands).toEqual(['open 3']);
  data(3, Buffer.from('half'));
  finish(3);
  await closed(stream);
  expect(Buffer.concat(answer).toString()).toBe('halfhalf');
  pump();
  expect(commands).toEqual(['open 3', 'finish 3']);
  expect(clock.pending).toBe(0);
});

test('a local end with a silent remote side sends FIN after the quiet period, once all is acknowledged', async () => {
  const { session, commands, pump, clock, state } = setUp();
  const stream = session.open();
  stream.resume().end('request');
  await tick();
  state.settled = false;
  clock.advance(QUIET_MS * 3);
  pump();
  await tick(); // the stream hears a turn later that its bytes were taken
  expect(commands).toEqual(['open 3']);
  state.settled = true;
  clock.advance(QUIET_MS);
  pump();
  expect(commands).toEqual(['open 3', 'finish 3']);
  expect(await closed(stream)).toBeNull();
});

test('what is written after the remote FIN vanishes without an error, so that the answer can be read', async () => {
  const { session, data, finish, pump, received } = setUp();
  const stream = session.open();
  data(3, Buffer.from('answer'));
  finish(3);
  stream.write('too late');
  await tick();
  pump();
  expect(received.get(3)).toBeUndefined();
  expect(stream.read()).toEqual(Buffer.from('answer'));
  expect(await closed(stream.resume())).toBeNull();
});

test('a refusal reaches the stream that ends without a word, not its neighbours', async () => {
  const { session, data, finish } = setUp();
  const streams = [session.open(), session.open(), session.open()] as const;
  const endings = streams.map((stream) => closed(stream.resume()));
  data(3, Buffer.from('talks'));
  session.dialFailed();
  finish(3);
  finish(5);
  finish(7);
  const [first, second, third] = await Promise.all(endings);
  expect(first).toBeNull();
  expect(second).toMatchObject({ code: 'tunnel/remote-refused' });
  expect(third).toBeNull();
});

test('a refusal of a connection that was given up here is not charged to another', async () => {
  const { session, finish } = setUp();
  const [given, other] = [session.open(), session.open()];
  given.destroy();
  const ending = closed(other.resume());
  session.dialFailed();
  finish(3);
  finish(5);
  expect(await ending).toBeNull();
});

test('alone, a reader that stops pauses reading, for as long as it takes; reading on resumes', async () => {
  const { session, data, pauses, clock } = setUp();
  const stream = session.open();
  data(3, Buffer.alloc(PAUSE_ALONE_BYTES));
  expect(pauses).toEqual([true]);
  clock.advance(STALL_DEADLINE_MS * 10);
  expect(stream.destroyed).toBe(false);
  stream.resume();
  await tick();
  expect(pauses).toEqual([true, false]);
  expect(stream.consumedBytes).toBe(PAUSE_ALONE_BYTES);
  stream.destroy();
  expect(clock.pending).toBe(0);
});

test('sharing, a reader that stops is cut off past the deadline and never pauses the others', async () => {
  const { session, data, pauses, clock } = setUp();
  const [stuck, other] = [session.open(), session.open()];
  let heard = 0;
  other.on('data', (bytes: Buffer) => (heard += bytes.length));
  data(3, Buffer.alloc(PAUSE_ALONE_BYTES + 1000));
  const ending = closed(stuck);
  for (let s = 0; s < STALL_DEADLINE_MS / 1000; s++) {
    data(5, Buffer.alloc(1000));
    clock.advance(1000);
  }
  expect(await ending).toMatchObject({ code: 'tunnel/stalled' });
  expect(heard).toBe(STALL_DEADLINE_MS);
  expect(pauses).toEqual([]);
  expect(session.congested).toBe(false);
  expect(clock.pending).toBe(0);
});

test('sharing, a slow reader that goes on is paced at the upper bound, not cut off', async () => {
  const { session, data, pauses, clock } = setUp();
  const [slow] = [session.open(), session.open()];
  data(3, Buffer.alloc(PAUSE_SHARED_BYTES));
  expect(pauses).toEqual([true]);
  for (let s = 0; s < 30; s++) {
    slow.read(100_000);
    clock.advance(1000);
  }
  expect([slow.destroyed, pauses.at(-1)]).toEqual([false, false]);
});

test('keep-alive frames go out at their pace; a failed session fails every stream and leaves no timer', async () => {
  const { session, pump, commands, clock } = setUp(10_000);
  const stream = session.open();
  const ending = closed(stream);
  clock.advance(20_000);
  pump();
  expect(commands).toEqual(['open 3', 'nop 0', 'nop 0']);
  session.fail(new AppError('ssm/session-gone', 'Gone.'));
  expect(await ending).toMatchObject({ code: 'ssm/session-gone' });
  expect(clock.pending).toBe(0);
  expect(() => session.open()).toThrow('Gone.');
});
