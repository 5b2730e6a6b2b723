// Asks the target for its files: a session channel with the subsystem `sftp`.
import type { SFTPWrapper } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { openChannel } from './open-channel.ts';
import { plainLine } from './plain-text.ts';
import { Sftp } from './sftp.ts';
import type { SshChannels } from './ssh-channels.ts';

export async function openSftpSession(channels: SshChannels, signal: AbortSignal): Promise<Sftp> {
  const sftp = await openChannel<SFTPWrapper>((done) => {
    channels.client.sftp((error, session) => {
      done(error === undefined ? undefined : explained(error), session);
    });
  }, signal);
  return new Sftp(sftp, channels);
}

/** ssh2's words when the subsystem is refused, or its program ends instead of answering. */
function explained(error: Error): Error {
  if (!/subsystem|SFTP session|^Packet length|^Expected VERSION|^Unknown packet/.test(error.message))
    return error;
  return new AppError('files/unavailable', 'The target’s SSH offers no SFTP.', {
    detail: plainLine(error.message),
    cause: error,
  });
}
