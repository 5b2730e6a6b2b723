// What a failed way means for those that are left. Pure.
import type { AppError, AppErrorCode } from '../../shared/app-error.ts';
import { MISSING_CREDENTIALS } from '../base/missing-credentials.ts';

/** `next-shell`: SSH itself said no; another route leads to the same SSH. `stop`: no other way would help. */
export type FailureMeaning = 'next-route' | 'next-shell' | 'stop';

/** The machine is not there, the user said no or must act, or something is wrong that must not be gone around. */
const STOP: readonly AppErrorCode[] = [
  'cancelled',
  'prompt/expired',
  'ssh/host-key-changed',
  'ssh/host-key-refused',
  'ssh/forward-refused',
  'ssh/port-taken',
  'ssh/loopback-only',
  'target/not-running',
  'target/not-found',
  ...MISSING_CREDENTIALS,
  'aws/profile-invalid',
  'aws/clock-skew',
  'jump/loop',
  'jump/missing',
  'internal',
];

const SIGN_IN: readonly AppErrorCode[] = [
  'ssh/sign-in-refused',
  'ssh/pushed-key-refused',
  'ssh/too-many-attempts',
  'ssh/key-unreadable',
  'ssh/passphrase-wrong',
  'ssh/no-identity',
  'ssh/not-ssh',
  'ssh/channel-refused',
  'eic/push-refused',
  'eic/unavailable',
];

/** `isPush`: it is about handing the one-time key to AWS, which no route changes. */
export function meaningOfFailure(error: AppError, isPush: boolean): FailureMeaning {
  if (STOP.includes(error.code)) return 'stop';
  return isPush || SIGN_IN.includes(error.code) ? 'next-shell' : 'next-route';
}
