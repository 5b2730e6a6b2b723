// What a process finds that stood still for a while (a busy machine, sleep): acks that it has not read yet are no losses.
import { expect, test } from 'vitest';
import { closeFarSides, openPlainShell, until } from './fixtures/open-shell.ts';

closeFarSides();

test('after standing still, what has come meanwhile is read before anything is sent again', async () => {
  const { far, live } = await openPlainShell();
  await until(() => far.inputs.length > 0 && live.stats().unacknowledged === 0);
  for (let round = 1; round <= 5; round++) {
    live.stream.write('x');
    await new Promise((resolve) => setImmediate(resolve));
    const standingUntil = Date.now() + 400;
    while (Date.now() < standingUntil);
    await until(() => far.typed.length === round && live.stats().unacknowledged === 0);
  }
  expect(live.stats().resent).toBe(0);
  await live.close();
});

test('what is lost is still sent again by a process that is always late', { timeout: 20_000 }, async () => {
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
