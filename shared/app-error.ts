// The one error type of the product. Foreign errors are translated once, at the edge that caught them;
// `code` is a closed union so that the window's texts (renderer/errors/error-text.ts) can be exhaustive.
import { z } from 'zod';

export const APP_ERROR_CODES = [
  'aws/credentials-missing',
  'aws/credentials-expired',
  'aws/credentials-invalid',
  'aws/sign-in-required',
  'aws/sign-in-refused',
  'aws/login-required',
  'aws/access-denied',
  'aws/throttled',
  'aws/clock-skew',
  'aws/unreachable',
  'aws/region-missing',
  'aws/profile-invalid',
  'aws/service-error',
  'target/not-found',
  'target/ambiguous',
  'target/not-running',
  'target/not-connected',
  'target/no-route',
  'ssm/document-invalid',
  'ssm/stream-url-refused',
  'ssm/gateway-unreachable',
  'ssm/gateway-refused',
  'ssm/handshake-timeout',
  'ssm/handshake-failed',
  'ssm/encryption-failed',
  'ssm/protocol-violation',
  'ssm/session-gone',
  'ssm/session-failed',
  'tunnel/port-in-use',
  'tunnel/listen-failed',
  'tunnel/remote-refused',
  'tunnel/local-refused',
  'tunnel/stalled',
  'tunnel/peer-refused',
  'tunnel/not-found',
  'rdp/no-answer',
  'rdp/certificate-changed',
  'rdp/no-nla',
  'rdp/password-not-ready',
  'rdp/password-unavailable',
  'rdp/no-key-pair',
  'rdp/key-needed',
  'rdp/key-unreadable',
  'rdp/key-not-rsa',
  'rdp/passphrase-needed',
  'rdp/passphrase-wrong',
  'rdp/wrong-key',
  'rdp/sign-in-refused',
  'rdp/client-missing',
  'rdp/client-failed',
  'tunnel/client-missing',
  'tunnel/client-failed',
  'tunnel/not-socks',
  'target/windows',
  'eice/no-endpoint',
  'eice/endpoint-not-ready',
  'eice/address-family',
  'eice/port-not-allowed',
  'eice/limit',
  'eice/refused',
  'eice/unreachable',
  'eice/target-unreachable',
  'eice/time-limit',
  'eice/lost',
  'eic/push-refused',
  'eic/unavailable',
  'direct/no-address',
  'direct/unreachable',
  'jump/missing',
  'jump/loop',
  'serial/disabled',
  'serial/not-supported',
  'serial/in-use',
  'serial/unavailable',
  'ssh/no-banner',
  'ssh/not-ssh',
  'ssh/no-safe-algorithm',
  'ssh/host-key-changed',
  'ssh/host-key-refused',
  'ssh/sign-in-refused',
  'ssh/pushed-key-refused',
  'ssh/pushed-key-late',
  'ssh/too-many-attempts',
  'ssh/key-unreadable',
  'ssh/passphrase-wrong',
  'ssh/no-identity',
  'ssh/channel-refused',
  'ssh/forward-refused',
  'ssh/port-taken',
  'ssh/loopback-only',
  'ssh/lost',
  'ssh/timeout',
  'files/unavailable',
  'files/not-found',
  'files/access-denied',
  'files/exists',
  'files/not-empty',
  'files/no-space',
  'files/failed',
  'files/name-refused',
  'files/changed',
  'files/too-many',
  'files/too-many-edits',
  'files/drag-busy',
  'files/not-connected',
  'files/local-not-found',
  'files/local-no-space',
  'files/local-failed',
  'files/editor-failed',
  'files/would-run',
  'files/unsaved-edit',
  'app/refused',
  'app/lost',
  'ssh-config/unwritable',
  'command-link/taken',
  'command-link/unwritable',
  'connection/not-found',
  'connection/timeout',
  'library/not-found',
  'library/damaged',
  'library/newer-version',
  'library/write-failed',
  'library/keychain-unavailable',
  'library/keychain-plain-text',
  'library/secret-unreadable',
  'sandbox/start-failed',
  'prompt/expired',
  'consent/refused',
  'link/refused',
  'link/not-opened',
  'ipc/refused',
  'ipc/invalid-input',
  'cancelled',
  'internal',
] as const;

export type AppErrorCode = (typeof APP_ERROR_CODES)[number];

export const appErrorDataSchema = z.object({
  code: z.enum(APP_ERROR_CODES),
  /** One plain sentence: what happened. Shown to people; never holds a secret. */
  message: z.string(),
  /** Why, as far as known: AWS's own words, a request id, an address. Null when nothing is known. */
  detail: z.string().nullable(),
  /** True when trying the same thing again can help. */
  retryable: z.boolean(),
});
export type AppErrorData = z.infer<typeof appErrorDataSchema>;

export interface AppErrorOptions {
  readonly detail?: string | null;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  readonly detail: string | null;
  readonly retryable: boolean;

  constructor(code: AppErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? null;
    this.retryable = options.retryable ?? false;
  }

  toData(): AppErrorData {
    return { code: this.code, message: this.message, detail: this.detail, retryable: this.retryable };
  }

  static fromData(data: AppErrorData): AppError {
    return new AppError(data.code, data.message, { detail: data.detail, retryable: data.retryable });
  }
}

/** The answer of every call over IPC. A refusal is an answer, never `undefined`. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppErrorData };
