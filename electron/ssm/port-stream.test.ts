// What a stream of a port session owes to who takes it, whatever happens to its session.
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { SmuxSession } from './smux-session.ts';

test('a stream whose session fails before anybody listens keeps its error and throws nothing', async () => {
  const session = new SmuxSession({
    clock: new ManualClock(),
    quietMs: 5_000,
    keepAliveMs: null,
    carrier: { wake: () => undefined, pauseReading: () => undefined, isSettled: () => true },
  });
  const stream = session.open();
  session.fail(new AppError('ssm/session-gone', 'The session was ended.'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(stream.errored).toMatchObject({ code: 'ssm/session-gone' });
});
