// EC2's serial console as a target of SSH: who signs in, whom to believe. The dial and the pushing of the key
// (SendSerialConsoleSSHPublicKey) are the caller's; the shell is ssh-client's, with `sendBreak`.
import { AppError } from '../../shared/app-error.ts';
import type { HostKeyCheck } from './open-ssh-client.ts';
import type { SerialConsole } from './serial-host-keys.ts';

/** SSH listens there as everywhere. */
export const SERIAL_CONSOLE_PORT = 22;

/** The user of an instance's serial console; AWS knows no other serial port than 0. */
export function serialConsoleUser(instanceId: string): string {
  return `${instanceId}.port0`;
}

/** A key that AWS does not publish is refused without asking: there is nothing a user could compare it with. */
export function checkSerialHostKey(console: SerialConsole, check: HostKeyCheck): 'accept' | AppError {
  if (check.fingerprintSha256 === console.fingerprint) return 'accept';
  return new AppError('ssh/host-key-refused', 'The serial console showed a key that is not AWS’s.', {
    detail: `${console.host}: published ${console.fingerprint}, offered ${check.type} ${check.fingerprintSha256}.`,
  });
}
