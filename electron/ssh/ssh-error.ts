// What ssh2 and the transport report, as errors of ours: translated here and nowhere else.
import { AppError } from '../../shared/app-error.ts';
import { plainLine } from './plain-text.ts';

/** RFC 4253 11.1. sshd uses the first for "Too many authentication failures". */
const REASON_PROTOCOL_ERROR = 2;
const REASON_TOO_MANY_CONNECTIONS = 12;
/** RFC 4254 5.1. */
const OPEN_PROHIBITED = 1;
const OPEN_CONNECT_FAILED = 2;

/** What came before the key exchange, for words about a far side that does not speak SSH. */
export interface Greeting {
  /** The first bytes, at most a line or two. */
  readonly firstBytes: Buffer;
}

/** The connection failed before anybody signed in. */
export function handshakeError(error: unknown, greeting: Greeting): AppError {
  if (error instanceof AppError) return error;
  const said = plainLine(greeting.firstBytes.toString('latin1'));
  if (greeting.firstBytes.length === 0)
    return new AppError('ssh/no-banner', 'The connection was made, but SSH did not answer.', {
      detail: closedBy(error),
      retryable: true,
      cause: error,
    });
  // sshd says so instead of its banner when it has too much to do, or too little trust.
  if (/^(Exceeded MaxStartups|Not allowed at this time)/.test(said))
    return new AppError('ssh/no-banner', 'SSH turned the connection away before it began.', {
      detail: said,
      retryable: true,
      cause: error,
    });
  if (!greeting.firstBytes.toString('latin1').includes('SSH-'))
    return new AppError('ssh/not-ssh', 'What answers at that port does not speak SSH.', {
      detail: `It said: ${said}`,
      cause: error,
    });
  if (isAboutAlgorithms(error))
    return new AppError(
      'ssh/no-safe-algorithm',
      'The target’s SSH offers no encryption that is safe to use.',
      {
        detail: messageOf(error),
        cause: error,
      },
    );
  return lostError(error);
}

/** The connection was there and is gone. */
export function lostError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('ssh/lost', 'The SSH connection was lost.', {
    detail: closedBy(error),
    retryable: true,
    cause: error ?? undefined,
  });
}

/** The message of SSH_MSG_DISCONNECT that says so. */
export function isTooManyFailures(error: unknown): boolean {
  const code = codeOf(error);
  return (
    (code === REASON_PROTOCOL_ERROR || code === REASON_TOO_MANY_CONNECTIONS) &&
    /too many authentication failures/i.test(messageOf(error))
  );
}

/** A shell, command or file session was not opened. `what` for words: "a shell". */
export function channelError(error: unknown, what: string): AppError {
  if (error instanceof AppError) return error;
  if (/^(Not connected|No response from server)/.test(messageOf(error))) return lostError(error);
  return new AppError('ssh/channel-refused', `The target refused to open ${what}.`, {
    detail: openFailure(error),
    cause: error,
  });
}

/** `host` and `port` as seen from the target. */
export function dialError(error: unknown, host: string, port: number): AppError {
  if (error instanceof AppError) return error;
  if (/^(Not connected|No response from server)/.test(messageOf(error))) return lostError(error);
  const detail = openFailure(error);
  if (reasonOf(error) === OPEN_PROHIBITED)
    return new AppError('ssh/forward-refused', 'The target’s SSH does not allow forwarding there.', {
      detail: `${host}:${port}: ${detail}`,
      cause: error,
    });
  const isRefusal = reasonOf(error) === OPEN_CONNECT_FAILED;
  return new AppError(
    isRefusal ? 'tunnel/remote-refused' : 'ssh/channel-refused',
    isRefusal
      ? `Nothing accepted the connection at ${host}:${port}.`
      : `The target opened no connection to ${host}:${port}.`,
    { detail, retryable: true, cause: error },
  );
}

export function timeoutError(what: string): AppError {
  return new AppError('ssh/timeout', `${what} took too long.`, { retryable: true });
}

function isAboutAlgorithms(error: unknown): boolean {
  return /no matching|unsupported algorithm/i.test(messageOf(error));
}

function closedBy(error: unknown): string {
  const message = messageOf(error);
  if (message === '' || message === 'Connection lost before handshake')
    return 'The far side closed the connection.';
  return message;
}

function openFailure(error: unknown): string {
  return messageOf(error).replace(/^\(SSH\) Channel open failure: ?/, '') || 'No reason was given.';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? plainLine(error.message) : '';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reasonOf(error: unknown): unknown {
  return error instanceof Error && 'reason' in error ? error.reason : undefined;
}
