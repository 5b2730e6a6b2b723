import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeKeyExchangeGate } from './key-exchange-gate.ts';

function packet(message: number, size: number): Buffer {
  const bytes = Buffer.alloc(4 + 2 + size, 0xab);
  bytes.writeUInt32BE(2 + size, 0);
  bytes[4] = 4;
  bytes[5] = message;
  return bytes;
}

const BANNER = Buffer.from('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n');
const OPENING = Buffer.concat([BANNER, packet(20, 1500), packet(30, 1200), packet(21, 10)]);

describe('the gate before the sign-in', () => {
  it('opens after NEWKEYS and nowhere else, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 20 }),
        (tail, cuts) => {
          const all = Buffer.concat([OPENING, Buffer.from(tail)]);
          const gate = makeKeyExchangeGate();
          const before: Buffer[] = [];
          let at = 0;
          for (let turn = 0; at < all.length; turn += 1) {
            const chunk = all.subarray(at, at + (cuts[turn % cuts.length] ?? 1));
            at += chunk.length;
            const step = gate(chunk);
            before.push(step.before);
            if (step.after === null) continue;
            expect(Buffer.concat(before)).toEqual(OPENING);
            expect(Buffer.concat([OPENING, step.after, all.subarray(at)])).toEqual(all);
            return;
          }
          expect.unreachable('it stayed shut');
        },
      ),
    );
  });

  it('does not keep back what is no SSH, and loses none of it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 4000 }), (bytes) => {
        const chunk = Buffer.from(bytes);
        const { before, after } = makeKeyExchangeGate()(chunk);
        expect(Buffer.concat([before, after ?? Buffer.alloc(0)])).toEqual(chunk);
      }),
    );
    expect(makeKeyExchangeGate()(Buffer.alloc(300, 0x41)).after).not.toBeNull();
    expect(makeKeyExchangeGate()(Buffer.concat([BANNER, Buffer.alloc(6, 0xff)])).after).not.toBeNull();
  });
});
