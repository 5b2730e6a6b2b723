// What the end of a data channel means: ended as asked, or failed, and in whose words. Pure.
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import type { ShellEnding } from '../base/shell.ts';
import type { ChannelEnd } from './data-channel.ts';

/** The agent frames its errors with this line. */
const ERROR_MARK = /-{4,}\s*ERROR\s*-{4,}/g;

/** Texts of the agent that are errors even without the mark, and what they are. Fact sheet 9. */
const ERROR_TEXTS: readonly (readonly [RegExp, AppErrorCode])[] = [
  [
    /KMSEncryption failed on client|Fetching data key failed|Unable to retrieve data key/i,
    'ssm/encryption-failed',
  ],
  [/initiating handshake|Handshake timed out|failed on client with status/i, 'ssm/handshake-failed'],
  [/is not supported by this version of ssm agent/i, 'ssm/session-failed'],
  [/Encountered error/i, 'ssm/session-failed'],
  [/^Unable to /im, 'ssm/session-failed'],
  [/failed to start pty/i, 'ssm/session-failed'],
  [/We couldn't start the session/i, 'ssm/session-failed'],
  [/Commands cannot be empty/i, 'ssm/session-failed'],
  [/is empty in session properties/i, 'ssm/session-failed'],
  [/Forwarding to IP address .* is forbidden/i, 'ssm/session-failed'],
];

const INCOMPLETE = 'Some of the last output did not arrive.';

/** Agents' texts are some lines; what is longer would not fit a message to people. */
const MAX_TEXT_CHARACTERS = 2000;

/** How a shell that had started ended. */
export function shellEndingOf(end: ChannelEnd, exitCode: number | null): ShellEnding {
  if (end.kind === 'failed') {
    // The exit code is the last that a program says; some gateways close the socket then and say nothing themselves.
    if (exitCode !== null && end.error.code === 'ssm/session-gone')
      return { kind: 'exited', exitCode, reason: null };
    return { kind: 'failed', error: end.error };
  }
  const { text, code } = readOutput(end.output);
  if (code === null) {
    const reason = [text, end.isComplete ? '' : INCOMPLETE].filter((part) => part !== '').join('\n');
    return { kind: 'exited', exitCode, reason: reason === '' ? null : reason };
  }
  return { kind: 'failed', error: new AppError(code, 'The agent ended the session.', { detail: text }) };
}

/** Why a shell did not start. */
export function startFailureOf(end: ChannelEnd): AppError {
  if (end.kind === 'failed') return end.error;
  const { text, code } = readOutput(end.output);
  return new AppError(code ?? 'ssm/session-failed', 'The session ended before it had started.', {
    detail: text === '' ? null : text,
    retryable: text === '',
  });
}

/** `code` is null for words that are no error, such as those of an idle timeout. */
function readOutput(output: string): { readonly text: string; readonly code: AppErrorCode | null } {
  // A hostile end of a quarter megabyte would keep the patterns below busy for minutes.
  const said = output.slice(0, 2 * MAX_TEXT_CHARACTERS);
  const marked = said.search(ERROR_MARK) >= 0;
  const text = said
    .replace(ERROR_MARK, '\n')
    // Terminal control sequences have no place in a message.
    .replace(/(?!\n)\p{Cc}+/gu, ' ')
    .replace(/\n\s*\n+/g, '\n')
    .trim()
    .slice(0, MAX_TEXT_CHARACTERS);
  const known = ERROR_TEXTS.find(([pattern]) => pattern.test(text));
  return { text, code: known?.[1] ?? (marked ? 'ssm/session-failed' : null) };
}
