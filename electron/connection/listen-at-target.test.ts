// Whether a target listens where it was asked to, by its own table of sockets: a target written by hand.
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { silentLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import { listenAtTarget } from './listen-at-target.ts';

const never = new AbortController().signal;
/** Port 8080, on 127.0.0.1 only. */
const LOOPBACK_ONLY =
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1\n';

function setUp(listenAddress: string, table: string | null) {
  const clock = new ManualClock();
  const stream = new PassThrough();
  const told = { closed: 0, given: 0 };
  const ssh = {
    listen: () =>
      Promise.resolve({
        port: 8080,
        close: () => {
          told.given += 1;
          return Promise.resolve();
        },
      }),
    exec: () => {
      if (table !== null) stream.end(table);
      const close = () => {
        told.closed += 1;
        stream.destroy();
      };
      // Its input is of no interest here.
      const output = Object.assign(stream, { end: () => stream });
      return Promise.resolve({ stream: output, stderr: new PassThrough(), close });
    },
  } as unknown as SshClient;
  const to = { kind: 'to-here', listenAddress, listenPort: 8080, host: null, port: 3000 } as const;
  const incoming = { portBefore: null, onConnection: () => undefined };
  const listening = listenAtTarget(ssh, to, incoming, { clock, log: silentLog }, never);
  return { clock, told, listening };
}

it('gives the port up where other machines were meant and it listens for itself only', async () => {
  const { told, listening } = setUp('0.0.0.0', LOOPBACK_ONLY);
  await expect(listening).rejects.toMatchObject({ code: 'ssh/loopback-only' });
  expect(told.given).toBe(1);
});

it.each(['127.0.0.2', '::1', 'localhost'])(
  '%s means the target itself: loopback is what was asked for',
  async (address) => {
    const { told, listening } = setUp(address, LOOPBACK_ONLY);
    expect((await listening).port).toBe(8080);
    expect(told.given).toBe(0);
  },
);

it('takes the word of a target whose table does not come, and lets go of the command', async () => {
  const { clock, told, listening } = setUp('0.0.0.0', null);
  await expect.poll(() => clock.pending).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(5_000);
  expect((await listening).port).toBe(8080);
  expect(told.closed).toBeGreaterThan(0);
});
