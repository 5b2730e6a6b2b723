// A command on the target: its input and output, its errors apart, and how it ended.
import type { Duplex, Readable } from 'node:stream';
import type { ClientCallback } from 'ssh2';
import { type ChannelEnding, openProgram } from './channel-ending.ts';
import { ChannelStream } from './channel-stream.ts';
import type { SshChannels } from './ssh-channels.ts';

export interface SshExec {
  /** Reads standard output, writes standard input; ending it is end of file. */
  readonly stream: Duplex;
  /** Has to be read (or resumed) too: both share one window. */
  readonly stderr: Readable;
  /** Settles once, after the last byte of both; never rejects. */
  readonly ending: Promise<ChannelEnding>;
  /** Ends the command (SIGHUP) and releases everything. */
  close(): void;
}

export async function openExec(
  channels: SshChannels,
  command: string,
  signal: AbortSignal,
): Promise<SshExec> {
  const run = (done: ClientCallback): void => {
    channels.client.exec(command, done);
  };
  const { channel, ending } = await openProgram(run, channels.lostBy, signal);
  const stream = new ChannelStream({ channel, channels, whenLost: 'end' });
  return {
    stream,
    stderr: channel.stderr,
    ending,
    close: () => {
      channel.stderr.resume();
      stream.destroy();
    },
  };
}
