// What a sign-in asks, on the terminal itself: also while stdin and stdout are pipes.
import { createInterface } from 'node:readline/promises';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError } from '../base/abort.ts';
import type { Question } from '../connection/prompts.ts';
import { askSecret } from './ask-secret.ts';
import { printable } from './printable.ts';
import { openTerminal } from './terminal-device.ts';

const ANSWER_WITHIN_MS = 120_000;

/** Answers like the window's prompts: `yes` for a host key. Rejects with `cancelled` (no), `prompt/expired`, or `ssh/…`. */
export async function askQuestion(question: Question, signal: AbortSignal): Promise<string> {
  const detail = (question.detail ?? '').split('\n').map(printable).join('\n');
  const asked = detail === '' ? question.question : `${question.question}`;
  if (question.kind === 'host-key') {
    const answer = await askLine(
      `${detail}\n\n${printable(asked)} (yes or no)`,
      noTerminal(question),
      signal,
    );
    if (answer.trim().toLowerCase() !== 'yes') throw cancelledError();
    return 'yes';
  }
  const isShown = question.kind === 'ssh-question' && question.echo === true;
  if (isShown) return await askLine(`${detail}\n${printable(asked)}`, noTerminal(question), signal);
  return (await askSecret(asked, noTerminal(question), signal)).reveal();
}

function noTerminal(question: Question): (detail: string) => AppError {
  return (detail) =>
    question.kind === 'host-key'
      ? new AppError(
          'ssh/host-key-refused',
          'The host key is new, and there is no terminal to ask whether it is right.',
          {
            detail: [question.detail ?? '', detail].join('\n'),
          },
        )
      : new AppError(
          'ssh/no-identity',
          'Something has to be entered to sign in, and there is no terminal to ask.',
          {
            detail: `${question.question}\n${detail}`,
          },
        );
}

async function askLine(
  question: string,
  without: (detail: string) => AppError,
  signal: AbortSignal,
): Promise<string> {
  const terminal = await openTerminal(without);
  const over = new AbortController();
  const giveUp = (): void => {
    over.abort();
  };
  const timer = setTimeout(giveUp, ANSWER_WITHIN_MS);
  signal.addEventListener('abort', giveUp, { once: true });
  const lines = createInterface({ input: terminal.input, output: terminal.output, terminal: true });
  let isInterrupted = false;
  // Ctrl-C at the question: readline has the terminal in raw mode, so that no signal comes.
  lines.on('SIGINT', () => {
    isInterrupted = true;
    giveUp();
  });
  try {
    return await lines.question(`${question}: `, { signal: over.signal });
  } catch (error) {
    if (signal.aborted || isInterrupted || !over.signal.aborted) throw cancelledError();
    throw new AppError('prompt/expired', 'Nothing was entered.', { retryable: true, cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    lines.close();
    terminal.close();
  }
}
