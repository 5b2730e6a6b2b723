// What a process finds that stood still for a while (a busy machine, sleep): acks that it has not read yet are no losses.
import { expect, test } from 'vitest';
import type { Clock } from '../base/clock.ts';
import { closeFarSides, openPlainShell, until } from './fixtures/open-shell.ts';

closeFarSides();

/** Time passes in leaps, as for a process that stands still: all timers that were due meanwhile run late, and together. */
function leapingClock(): Clock & { leap: (ms: number) => void } {
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  let now = 1_000_000;
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    leap(ms) {
      now += ms;
      for (const timer of [...timers].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at))
        if (timers.delete(timer)) timer.run();
    },
  };
}

test('after standing still, what has come meanwhile is read before anything is sent again', async () => {
  const clock = leapingClock();
  const { far, live } = await openPlainShell({ clock });
  await until(() => far.inputs.length > 0 && live.stats().unacknowledged === 0);
  clock.leap(50);
  clock.leap(50);
  live.stream.write('x');
  await new Promise((resolve) => setImmediate(resolve));
  expect(live.stats().unacknowledged).toBe(1);
  clock.leap(400);
  await until(() => far.typed.length === 1 && live.stats().unacknowledged === 0);
  clock.leap(50);
  expect(live.stats().resent).toBe(0);
  await live.close();
});

test('what is lost is still sent again by a process that is always late', async () => {
  const { far, live } = await openPlainShell();
  await until(() => far.inputs.length > 0 && live.stats().unacknowledged === 0);
  let toLose = 1;
  far.loses = (direction) => direction === 'up' && toLose-- > 0;
  const timer = setInterval(() => {
    const standingUntil = Date.now() + 130;
    while (Date.now() < standingUntil);
  }, 1);
  live.stream.write('x');
  await until(() => far.typed.toString() === 'x');
  clearInterval(timer);
  expect(live.stats().resent).toBeGreaterThan(0);
  await live.close();
});
