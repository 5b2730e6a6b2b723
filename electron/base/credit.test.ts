import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CREDIT_ACK_BYTES,
  CREDIT_HIGH_BYTES,
  CREDIT_LEAST_HIGH_BYTES,
  CREDIT_LOW_BYTES,
  CREDIT_WAIT_MS,
  MAX_TERMINAL_MESSAGE_BYTES,
} from '../../shared/terminal-wire.ts';
import { ByteCredit, ConsumedBytes } from './credit.ts';

const MARKS = { highBytes: CREDIT_HIGH_BYTES, lowBytes: CREDIT_LOW_BYTES };

test('stops at the high mark, goes on at the low mark, says so once', () => {
  const credit = new ByteCredit({ highBytes: 100, lowBytes: 20 });
  expect(credit.spend(99)).toBe(true);
  expect(credit.spend(1)).toBe(false);
  expect(credit.acknowledge(79)).toBe(false);
  expect(credit.acknowledge(1)).toBe(true);
  expect(credit.acknowledge(1)).toBe(false);
});

test('clamps at zero and resets', () => {
  const credit = new ByteCredit({ highBytes: 100, lowBytes: 20 });
  credit.acknowledge(1000);
  expect(credit.outstanding).toBe(0);
  credit.acknowledge(-5);
  expect(credit.outstanding).toBe(0);
  credit.spend(500);
  expect(credit.reset()).toBe(true);
  expect(credit.outstanding).toBe(0);
  expect(() => new ByteCredit({ highBytes: 1, lowBytes: 1 })).toThrow(RangeError);
});

test.each([
  ['slow', 400, 256 * 1024],
  ['ordinary', 2_000, 1_000_000],
  ['fast', 50_000, CREDIT_HIGH_BYTES],
])('a %s receiver has half a second under way', (_name, bytesPerMs, expected) => {
  let at = 0;
  const pace = { leastHighBytes: CREDIT_LEAST_HIGH_BYTES, waitMs: CREDIT_WAIT_MS, now: () => at };
  const credit = new ByteCredit(MARKS, pace);
  let most = 0;
  for (let turn = 0; turn < 40; turn += 1) {
    while (credit.spend(32 * 1024));
    most = credit.outstanding;
    while (!credit.open) {
      at += CREDIT_ACK_BYTES / bytesPerMs;
      credit.acknowledge(CREDIT_ACK_BYTES);
    }
  }
  expect(most).toBeGreaterThan(0.7 * expected);
  expect(most).toBeLessThan(1.1 * expected + 32 * 1024);
});

test('with the marks of the wire no sequence of messages gets stuck or passes the bound', () => {
  const size = fc.integer({ min: 1, max: MAX_TERMINAL_MESSAGE_BYTES });
  fc.assert(
    fc.property(fc.array(size, { maxLength: 60 }), (sizes) => {
      const credit = new ByteCredit(MARKS);
      const receiver = new ConsumedBytes(CREDIT_ACK_BYTES);
      const inFlight: number[] = [];
      const waiting = [...sizes];
      while (waiting.length > 0) {
        while (credit.open && waiting.length > 0) {
          const next = waiting.shift() ?? 0;
          inFlight.push(next);
          credit.spend(next);
          expect(credit.outstanding).toBeLessThan(CREDIT_HIGH_BYTES + MAX_TERMINAL_MESSAGE_BYTES);
        }
        if (waiting.length === 0) break;
        const consumed = inFlight.shift();
        expect(consumed).toBeDefined();
        const ack = receiver.consume(consumed ?? 0);
        if (ack > 0) credit.acknowledge(ack);
      }
    }),
  );
});
