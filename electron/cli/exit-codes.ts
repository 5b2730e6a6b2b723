// What the exit code of `sallyport` means. Documented in `sallyport --help` and the user guide; scripts rely on it.
import type { AppErrorCode } from '../../shared/app-error.ts';

export const EXIT = {
  ok: 0,
  /** Something unforeseen, or a failure that fits nowhere below. */
  failed: 1,
  usage: 2,
  targetNotFound: 3,
  notAllowed: 4,
  unreachable: 5,
  sessionLost: 6,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
  /** 128 + SIGPIPE: nobody reads our output any more. */
  readerGone: 141,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const;

/** What is not listed is EXIT.failed. */
const CODES: Readonly<Partial<Record<AppErrorCode, number>>> = {
  'aws/credentials-missing': EXIT.notAllowed,
  'aws/credentials-expired': EXIT.notAllowed,
  'aws/credentials-invalid': EXIT.notAllowed,
  'aws/sign-in-required': EXIT.notAllowed,
  'aws/access-denied': EXIT.notAllowed,
  'aws/clock-skew': EXIT.notAllowed,
  'aws/profile-invalid': EXIT.notAllowed,
  'aws/region-missing': EXIT.usage,
  'aws/throttled': EXIT.unreachable,
  'aws/unreachable': EXIT.unreachable,
  'aws/service-error': EXIT.unreachable,
  'target/not-found': EXIT.targetNotFound,
  'target/ambiguous': EXIT.targetNotFound,
  'target/not-running': EXIT.unreachable,
  'target/not-connected': EXIT.unreachable,
  'target/no-route': EXIT.unreachable,
  'ssm/document-invalid': EXIT.usage,
  'ssm/stream-url-refused': EXIT.unreachable,
  'ssm/gateway-unreachable': EXIT.unreachable,
  'ssm/gateway-refused': EXIT.unreachable,
  'ssm/handshake-timeout': EXIT.unreachable,
  'ssm/handshake-failed': EXIT.unreachable,
  'ssm/encryption-failed': EXIT.notAllowed,
  'ssm/protocol-violation': EXIT.sessionLost,
  'ssm/session-gone': EXIT.sessionLost,
  'ssm/session-failed': EXIT.sessionLost,
  'tunnel/port-in-use': EXIT.usage,
  'tunnel/listen-failed': EXIT.usage,
  'tunnel/remote-refused': EXIT.unreachable,
  'rdp/no-answer': EXIT.unreachable,
  'rdp/certificate-changed': EXIT.notAllowed,
  'rdp/password-not-ready': EXIT.unreachable,
  'rdp/password-unavailable': EXIT.notAllowed,
  'rdp/no-key-pair': EXIT.notAllowed,
  'rdp/key-needed': EXIT.usage,
  'rdp/key-unreadable': EXIT.notAllowed,
  'rdp/key-not-rsa': EXIT.notAllowed,
  'rdp/passphrase-needed': EXIT.notAllowed,
  'rdp/passphrase-wrong': EXIT.notAllowed,
  'rdp/wrong-key': EXIT.notAllowed,
  'rdp/sign-in-refused': EXIT.notAllowed,
  'connection/timeout': EXIT.unreachable,
  'prompt/expired': EXIT.notAllowed,
  cancelled: EXIT.interrupted,
};

export function exitCodeOf(code: AppErrorCode): number {
  return CODES[code] ?? EXIT.failed;
}
