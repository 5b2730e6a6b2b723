// Asks for an MFA code on the terminal itself, so that it works while stdin and stdout are pipes.
import { createInterface } from 'node:readline/promises';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError } from '../base/abort.ts';
import { printable } from './printable.ts';
import { openTerminal } from './terminal-device.ts';

/** A code changes every 30 s; finding the phone takes longer, leaving for lunch does not count. */
const ANSWER_WITHIN_MS = 120_000;

export async function askMfaCode(question: string, signal: AbortSignal): Promise<string> {
  const terminal = await openTerminal(
    (detail) =>
      new AppError(
        'aws/credentials-missing',
        'An MFA code is needed, and there is no terminal to ask for it.',
        {
          detail,
        },
      ),
  );
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
  }, ANSWER_WITHIN_MS);
  const giveUp = (): void => {
    late.abort();
  };
  signal.addEventListener('abort', giveUp, { once: true });
  const lines = createInterface({ input: terminal.input, output: terminal.output, terminal: true });
  // Ctrl-C at the question: readline has the terminal in raw mode, so that no signal comes.
  lines.on('SIGINT', giveUp);
  try {
    const answer = await lines.question(`${printable(question)}: `, { signal: late.signal });
    return answer.trim();
  } catch (error) {
    if (signal.aborted || !late.signal.aborted) throw cancelledError();
    throw new AppError('prompt/expired', 'No MFA code was given.', { retryable: true, cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    lines.close();
    terminal.close();
  }
}
