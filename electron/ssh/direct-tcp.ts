// A connection that the target makes for us (RFC 4254 7.2, direct-tcpip): -L, -D, and the way through a jump host.
import type { ClientChannel } from 'ssh2';
import type { Transport } from '../base/transport.ts';
import { ChannelStream } from './channel-stream.ts';
import { openChannel } from './open-channel.ts';
import type { SshChannels } from './ssh-channels.ts';
import { dialError } from './ssh-error.ts';

/** sshd logs where the connection comes from; ours comes from a program of this computer. */
const ORIGIN = { address: '127.0.0.1', port: 0 };

export async function openDirectTcp(
  channels: SshChannels,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Transport> {
  try {
    const channel = await openChannel<ClientChannel>((done) => {
      channels.client.forwardOut(ORIGIN.address, ORIGIN.port, host, port, done);
    }, signal);
    return new ChannelStream({ channel, channels, whenLost: 'fail' });
  } catch (error) {
    throw dialError(error, host, port);
  }
}
