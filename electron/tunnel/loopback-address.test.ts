import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loopbackAddressSchema } from '../../shared/tunnel.ts';
import { chooseLoopbackAddress } from './loopback-address.ts';

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 300 });

test('every target has its own address, and keeps it whoever comes later', () => {
  fc.assert(
    fc.property(ids, (targets) => {
      const taken = new Map<string, string>();
      for (const target of targets) taken.set(chooseLoopbackAddress(target, taken, 'linux'), target);
      expect(taken.size).toBe(targets.length);
      for (const [address, target] of taken) {
        expect(loopbackAddressSchema.parse(address)).not.toMatch(/^127\.0\./);
        expect(chooseLoopbackAddress(target, taken, 'linux')).toBe(address);
      }
    }),
  );
});

test('a collision moves on to the next place, the same one every time', () => {
  const first = chooseLoopbackAddress('i-1', new Map(), 'win32');
  const taken = new Map([[first, 'i-2']]);
  const second = chooseLoopbackAddress('i-1', taken, 'win32');
  expect(second).not.toBe(first);
  expect(chooseLoopbackAddress('i-1', taken, 'win32')).toBe(second);
});

test('where the block is not routed all targets share one address', () => {
  expect(chooseLoopbackAddress('i-1', new Map(), 'darwin')).toBe('127.0.0.1');
});
