import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { delay } from './abort.ts';
import { withDeadline } from './deadline.ts';
import { ManualClock } from './manual-clock.ts';

const never = new AbortController().signal;
const late = () => new AppError('connection/timeout', 'Too late.');

test('answers with the result, and leaves no timer', async () => {
  const clock = new ManualClock();
  await expect(withDeadline(() => Promise.resolve(7), 100, never, late, clock)).resolves.toBe(7);
  await expect(withDeadline(() => Promise.reject(new Error('own')), 100, never, late, clock)).rejects.toThrow(
    'own',
  );
  expect(clock.pending).toBe(0);
});

test('gives up at the deadline and aborts the work', async () => {
  const clock = new ManualClock();
  let inner: AbortSignal | null = null;
  const waiting = withDeadline(
    (signal) => {
      inner = signal;
      return new Promise(() => undefined);
    },
    100,
    never,
    late,
    clock,
  );
  const outcome = expect(waiting).rejects.toThrow('Too late.');
  await Promise.resolve();
  clock.advance(99);
  expect(inner).toMatchObject({ aborted: false });
  clock.advance(1);
  await outcome;
  expect(inner).toMatchObject({ aborted: true });
});

test('gives up when cancelled, before and during', async () => {
  const clock = new ManualClock();
  const cancel = new AbortController();
  const waiting = withDeadline(() => new Promise(() => undefined), 100, cancel.signal, late, clock);
  cancel.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  let started = false;
  const start = () => {
    started = true;
    return Promise.resolve();
  };
  await expect(withDeadline(start, 100, cancel.signal, late, clock)).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(started).toBe(false);
  expect(clock.pending).toBe(0);
});

test('a delay ends in time or by being cancelled', async () => {
  const clock = new ManualClock();
  const cancel = new AbortController();
  const waited = delay(50, cancel.signal, clock);
  clock.advance(50);
  await waited;
  const cancelled = delay(50, cancel.signal, clock);
  cancel.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  await expect(delay(50, cancel.signal, clock)).rejects.toMatchObject({ code: 'cancelled' });
  expect(clock.pending).toBe(0);
});
