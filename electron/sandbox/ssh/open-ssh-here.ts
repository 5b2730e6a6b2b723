// Whether this computer can run OpenSSH's server for people who have no account on it: sshd, and nss_wrapper, which
// shows it the accounts of a machine of ours instead of this computer's.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export type SshServerChoice =
  | { readonly kind: 'openssh'; readonly sshd: string }
  /** Why OpenSSH does not serve, in words. */
  | { readonly kind: 'stand-in'; readonly reason: string };

const SSHD_PLACES = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/sbin/sshd', '/usr/bin/sshd'];
const LIBRARY_PLACES = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
];

export function sshServerHere(): SshServerChoice {
  // Elsewhere sshd lets nobody in but the accounts of the system.
  if (process.platform !== 'linux')
    return { kind: 'stand-in', reason: 'OpenSSH can show accounts of the sandbox on Linux only' };
  const sshd = SSHD_PLACES.find((file) => may(file, constants.X_OK));
  if (sshd === undefined) return { kind: 'stand-in', reason: 'install openssh-server first' };
  const nssWrapper = nssWrapperHere();
  if (nssWrapper === null) return { kind: 'stand-in', reason: 'install libnss-wrapper first' };
  return { kind: 'openssh', sshd };
}

/** The library; null where it is not installed, and where programs cannot be shown accounts at all. */
export function nssWrapperHere(): string | null {
  if (process.platform !== 'linux') return null;
  const files = LIBRARY_PLACES.map((dir) => path.join(dir, 'libnss_wrapper.so'));
  return files.find((file) => may(file, constants.R_OK)) ?? null;
}

function may(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    // Not there, or not for us: the same here.
    return false;
  }
}
