// The pure parts of the agent's delivery, and the small things it does to bytes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeClientMessage } from '../../ssm/client-message.ts';
import { PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { AgentInbox } from './agent-inbox.ts';
import { AgentOutbox } from './agent-outbox.ts';
import { Pace } from './pace.ts';
import { splitShellWords } from './shell-words.ts';
import { incompleteTailLength, Utf8Holder } from './utf8-tail.ts';

describe('outbox', () => {
  const add = (outbox: AgentOutbox, now: number): number =>
    decodeClientMessage(outbox.add(PAYLOAD_TYPE.output, Buffer.from('x'), now)).sequenceNumber;

  test('numbers from 0, SYN on the first only', () => {
    const outbox = new AgentOutbox();
    const frames = [0, 1, 2].map(() =>
      decodeClientMessage(outbox.add(PAYLOAD_TYPE.output, Buffer.from('x'), 1)),
    );
    expect(frames.map(({ sequenceNumber, flags }) => [sequenceNumber, flags])).toEqual([
      [0, 1],
      [1, 0],
      [2, 0],
    ]);
  });

  test('resends the oldest and nothing but the oldest', () => {
    const outbox = new AgentOutbox();
    for (let index = 0; index < 5; index += 1) add(outbox, 1000);
    outbox.acknowledge(0, 1010);
    expect(outbox.takeDue(1010)).toBeNull();
    const resent = outbox.takeDue(1500);
    expect(resent === null ? null : decodeClientMessage(resent).sequenceNumber).toBe(1);
    expect(outbox.takeDue(1500)).toBeNull();
    outbox.acknowledge(1, 1510);
    expect(outbox.unackedCount).toBe(3);
  });

  test('the timeout follows the round trips and stays within 1 s', () => {
    const outbox = new AgentOutbox();
    expect(outbox.rtoMs).toBe(200);
    for (let index = 0; index < 200; index += 1)
      outbox.acknowledge(add(outbox, 1000 + index * 100), 1010 + index * 100);
    expect(outbox.rtoMs).toBeCloseTo(20, 0);
    for (let index = 0; index < 50; index += 1) outbox.acknowledge(add(outbox, 100_000), 105_000);
    expect(outbox.rtoMs).toBe(1000);
  });
});

test('inbox: any arrival order comes out in sequence, each once, duplicates or not', () => {
  const arrivals = fc.integer({ min: 1, max: 30 }).chain((count) => {
    const all = Array.from({ length: count }, (_, index) => index);
    const shuffled = fc.shuffledSubarray(all, { minLength: count, maxLength: count });
    return fc.tuple(fc.constant(all), shuffled, fc.array(fc.nat(count - 1)));
  });
  fc.assert(
    fc.property(arrivals, ([all, shuffled, again]) => {
      const inbox = new AgentInbox<number>();
      const out: number[] = [];
      for (const sequence of [...shuffled, ...again]) {
        if (inbox.classify(sequence, sequence) !== 'next') continue;
        out.push(sequence);
        for (let next = inbox.advance(); next !== null; next = inbox.advance()) out.push(next);
      }
      expect(out).toEqual(all);
    }),
  );
});

describe('UTF-8 tails', () => {
  test('any text cut anywhere: whole characters, the same bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 100 }),
        fc.integer({ min: 1, max: 7 }),
        (text, step) => {
          const bytes = Buffer.from(text);
          const holder = new Utf8Holder();
          const parts: Buffer[] = [];
          for (let at = 0; at < bytes.length; at += step)
            parts.push(holder.push(bytes.subarray(at, at + step)));
          for (const part of parts) expect(Buffer.from(part.toString()).equals(part)).toBe(true);
          expect(Buffer.concat([...parts, holder.flush()]).equals(bytes)).toBe(true);
        },
      ),
    );
  });

  test('bytes that are no text are not held for ever', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(incompleteTailLength(bytes)).toBeLessThanOrEqual(3);
        const holder = new Utf8Holder();
        expect(
          Buffer.concat([holder.push(Buffer.from(bytes)), holder.flush()]).equals(Buffer.from(bytes)),
        ).toBe(true);
      }),
    );
    expect(incompleteTailLength(Buffer.from([0xff]))).toBe(0);
    expect(incompleteTailLength(Buffer.from([0x80, 0x80, 0x80, 0x80]))).toBe(0);
  });
});

test('shell words', () => {
  expect(splitShellWords(`a  'b c' "d \\" e" f\\ g h'i'"j"`)).toEqual(['a', 'b c', 'd " e', 'f g', 'hij']);
  expect(splitShellWords(`echo '' "\\n" \\n`)).toEqual(['echo', '', '\\n', 'n']);
  expect(splitShellWords('  ')).toEqual([]);
  expect(splitShellWords(`'open`)).toBeNull();
  expect(splitShellWords('end\\')).toBeNull();
});

test('pace: a timer that oversleeps does not slow it down, a quiet hour is not caught up with', () => {
  let now = 0;
  const pace = new Pace(1, () => now);
  let reads = 0;
  while (now < 1000) {
    // Every sleep takes a millisecond longer than asked, as on a busy machine.
    const wait = pace.next();
    reads += 1;
    if (wait > 0) now += wait + 1;
  }
  // 1,024 bytes a read: between 0.85 and 0.93 MB/s.
  expect((reads * 1024) / 1e6).toBeGreaterThan(0.85);
  expect((reads * 1024) / 1e6).toBeLessThan(0.93);
  now += 3_600_000;
  let burst = 0;
  while (pace.next() <= 0) burst += 1;
  expect(burst).toBeLessThan(20);
});
