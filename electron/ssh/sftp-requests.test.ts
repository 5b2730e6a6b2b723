// Questions to a server that answers nothing.
import { EventEmitter } from 'node:events';
import type { SFTPWrapper } from 'ssh2';
import { expect, test, vi } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { SftpRequests } from './sftp-requests.ts';
import type { SshChannels } from './ssh-channels.ts';

test('a server that lets a question wait too long is done with: whoever asks next opens a new channel', async () => {
  const clock = new ManualClock();
  const channel = Object.assign(new EventEmitter(), { end: vi.fn() });
  const channels = { clock, lostBy: () => null, gatherQuestions: () => undefined };
  const requests = new SftpRequests(channel as unknown as SFTPWrapper, channels as unknown as SshChannels);
  const ask = (signal: AbortSignal): Promise<unknown> =>
    requests.ask({ path: '/f', deed: 'found', signal }, () => undefined).catch((error: unknown) => error);
  const cancelling = new AbortController();
  const cancelled = ask(cancelling.signal);
  const waiting = ask(new AbortController().signal);
  cancelling.abort();
  expect(await cancelled).toMatchObject({ code: 'cancelled' });
  // Nobody wanted that one; the server may be well.
  expect(channel.end).not.toHaveBeenCalled();
  clock.advance(30_000);
  expect(await waiting).toMatchObject({ code: 'ssh/timeout' });
  await requests.ended;
  expect(channel.end).toHaveBeenCalledTimes(1);
  expect(await ask(new AbortController().signal)).toMatchObject({ code: 'ssh/lost' });
  expect(clock.pending).toBe(0);
});
