import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CREDIT_ACK_BYTES,
  CREDIT_LOW_BYTES,
  INPUT_ACK_BYTES,
  INPUT_HIGH_BYTES,
  INPUT_LOW_BYTES,
  MAX_TERMINAL_MESSAGE_BYTES,
} from '../../shared/terminal-wire.ts';
import { AckCounter, InputQueue } from './credit.ts';

describe('AckCounter', () => {
  it('never holds back as much as the low mark, and acknowledges no byte twice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: MAX_TERMINAL_MESSAGE_BYTES })), (sizes) => {
        let acked = 0;
        let consumed = 0;
        const acks = new AckCounter((byteCount) => {
          acked += byteCount;
        });
        for (const size of sizes) {
          acks.consumed(size);
          consumed += size;
          expect(consumed - acked).toBeGreaterThanOrEqual(0);
          expect(consumed - acked).toBeLessThan(CREDIT_ACK_BYTES);
        }
      }),
    );
    expect(CREDIT_ACK_BYTES).toBeLessThanOrEqual(CREDIT_LOW_BYTES);
  });
});

describe('InputQueue', () => {
  const fill = (size: number, from: number): Uint8Array =>
    Uint8Array.from({ length: size }, (_, at) => (from + at) % 251);

  it('keeps order, stays near the high mark, and sends everything once acks come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 12 }), (sizes) => {
        const sent: Uint8Array[] = [];
        let inFlight = 0;
        const queue = new InputQueue((bytes) => {
          expect(bytes.byteLength).toBeLessThanOrEqual(MAX_TERMINAL_MESSAGE_BYTES);
          expect(inFlight).toBeLessThan(INPUT_HIGH_BYTES);
          inFlight += bytes.byteLength;
          sent.push(bytes);
        });
        let total = 0;
        for (const size of sizes) {
          queue.push(fill(size, total));
          total += size;
        }
        for (let at = 0; at < sent.length; at += 1) {
          const size = sent[at]?.byteLength ?? 0;
          inFlight -= size;
          queue.acked(size);
        }
        expect(queue.waitingBytes).toBe(0);
        let position = 0;
        for (const bytes of sent) {
          for (const byte of bytes) {
            if (byte !== position % 251) throw new Error(`byte ${position} is out of order`);
            position += 1;
          }
        }
        expect(position).toBe(total);
      }),
      { numRuns: 20 },
    );
  });

  it('goes on only below the low mark', () => {
    const sent: number[] = [];
    const queue = new InputQueue((bytes) => sent.push(bytes.byteLength));
    queue.push(new Uint8Array(INPUT_HIGH_BYTES + 10));
    const before = sent.length;
    expect(queue.waitingBytes).toBe(10);
    queue.acked(INPUT_HIGH_BYTES - INPUT_LOW_BYTES - 1);
    expect(sent.length).toBe(before);
    queue.acked(1);
    expect(sent.length).toBe(before + 1);
    // What main may still hold back of its acks must not keep the queue waiting for ever.
    expect(INPUT_ACK_BYTES).toBeLessThanOrEqual(INPUT_LOW_BYTES);
  });

  it('drops what waited when the far side has ended, and late acks do no harm', () => {
    const sent: number[] = [];
    const queue = new InputQueue((bytes) => sent.push(bytes.byteLength));
    queue.push(new Uint8Array(INPUT_HIGH_BYTES * 2));
    queue.reset();
    queue.acked(INPUT_HIGH_BYTES);
    expect(queue.waitingBytes).toBe(0);
    const before = sent.length;
    queue.push(new Uint8Array(1));
    expect(sent.length).toBe(before + 1);
  });
});
