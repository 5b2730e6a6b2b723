// How the program behind a session channel ended: exit-status and exit-signal (RFC 4254 6.10).
import type { ClientChannel } from 'ssh2';
import type { AppError } from '../../shared/app-error.ts';
import { openChannel } from './open-channel.ts';
import { plainLine } from './plain-text.ts';

export type ChannelEnding =
  /** Both null: the far side closed it without saying. `signal` as `SIGTERM`. */
  | { readonly kind: 'exited'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly kind: 'lost'; readonly error: AppError };

/**
 * Opens a channel and watches its end from the first moment: the exit status of a quick command may come in the very bytes
 * that say that the channel is open, before whoever awaits that is told.
 */
export async function openProgram(
  request: (done: (error: Error | undefined, channel: ClientChannel) => void) => void,
  lostBy: () => AppError | null,
  signal: AbortSignal,
): Promise<{ readonly channel: ClientChannel; readonly ending: Promise<ChannelEnding> }> {
  const endings: Promise<ChannelEnding>[] = [];
  const channel = await openChannel<ClientChannel>((done) => {
    request((error, opened) => {
      if (error === undefined) endings.push(channelEnding(opened, lostBy));
      done(error, opened);
    });
  }, signal);
  return { channel, ending: endings[0] ?? channelEnding(channel, lostBy) };
}

/** Settles when the channel has closed and its last byte was read. */
function channelEnding(channel: ClientChannel, lostBy: () => AppError | null): Promise<ChannelEnding> {
  let exitCode: number | null = null;
  let signal: string | null = null;
  channel.on('exit', (code: number | null, name?: string) => {
    exitCode = typeof code === 'number' ? code : null;
    signal = typeof name === 'string' ? plainLine(name, 32) : null;
  });
  return new Promise((resolve) => {
    channel.once('close', () => {
      const error = exitCode === null && signal === null ? lostBy() : null;
      resolve(error === null ? { kind: 'exited', exitCode, signal } : { kind: 'lost', error });
    });
  });
}
