// Pings to an endpoint: what AWS's does with them is not published, so only one that has answered must go on doing so.
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { bareEndpoint, openEicTo } from './fixtures/bare-endpoint.ts';

it.each([
  ['that never answers pings is left in peace', false, null],
  ['that has answered pings and stops is gone', true, 'eice/lost'],
])('an endpoint %s', async (_words, answersFirst, ours) => {
  const clock = new ManualClock();
  const far = await bareEndpoint('tunnel', false);
  const near = await openEicTo(far, { clock });
  const [socket] = far.sockets;
  if (socket === undefined) throw new Error('no socket');
  near.resume();
  await new Promise((resolve) => setTimeout(resolve, 20));
  let error: unknown = null;
  near.once('error', (thrown) => (error = thrown));
  for (let round = 0; round < 3; round += 1) {
    const pinged = once(socket, 'ping');
    clock.advance(30_000);
    await pinged;
    if (answersFirst && round === 0) {
      socket.pong();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    clock.advance(15_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (near.destroyed) break;
  }
  expect(error === null ? null : (error as { code: string }).code).toBe(ours);
  near.destroy();
  far.close();
});
