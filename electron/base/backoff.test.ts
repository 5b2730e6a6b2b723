import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffDelay } from './backoff.ts';

test('doubles up to the cap', () => {
  const rule = { initialMs: 100, maxMs: 1000 };
  const delays = [0, 1, 2, 3, 4, 100, 1e9].map((attempt) => backoffDelay(attempt, rule, () => 0.5));
  expect(delays).toEqual([100, 200, 400, 800, 1000, 1000, 1000]);
});

test('jitter only shortens, by no more than its share', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const rule = { initialMs: 50, maxMs: 5000, factor: 1.5, jitter: 0.3 };
      const full = backoffDelay(attempt, { ...rule, jitter: 0 }, () => 0);
      const actual = backoffDelay(attempt, rule, () => chance);
      expect(actual).toBeLessThanOrEqual(full);
      expect(actual).toBeGreaterThanOrEqual(Math.floor(full * 0.7));
    }),
  );
});
