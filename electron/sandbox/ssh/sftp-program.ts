// Where OpenSSH's own server for files lies, for both SSH servers of the sandbox.
import { existsSync } from 'node:fs';

/** Debian, Fedora, macOS and BSD, Arch, Windows. */
const PLACES = [
  '/usr/lib/openssh/sftp-server',
  '/usr/libexec/openssh/sftp-server',
  '/usr/libexec/sftp-server',
  '/usr/lib/ssh/sftp-server',
  'C:\\Windows\\System32\\OpenSSH\\sftp-server.exe',
];

/** Null where it is not installed. */
export function sftpProgramHere(): string | null {
  return PLACES.find((file) => existsSync(file)) ?? null;
}
