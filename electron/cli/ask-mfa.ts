// Asks for an MFA code on the terminal itself, so that it works while stdin and stdout are pipes.
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { ReadStream, WriteStream } from 'node:tty';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError } from '../base/abort.ts';
import { printable } from './printable.ts';

/** A code changes every 30 s; finding the phone takes longer, leaving for lunch does not count. */
const ANSWER_WITHIN_MS = 120_000;

export async function askMfaCode(question: string, signal: AbortSignal): Promise<string> {
  const terminal = await openTerminal();
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

async function openTerminal() {
  if (process.stdin.isTTY && process.stderr.isTTY) {
    return { input: process.stdin, output: process.stderr, close: () => process.stdin.pause() };
  }
  try {
    const device =
      process.platform === 'win32' ? ['\\\\.\\CONIN$', '\\\\.\\CONOUT$'] : ['/dev/tty', '/dev/tty'];
    const [inputFile, outputFile] = await Promise.all([
      open(device[0] ?? '', 'r+'),
      open(device[1] ?? '', 'r+'),
    ]);
    const input = new ReadStream(inputFile.fd);
    const output = new WriteStream(outputFile.fd);
    return {
      input,
      output,
      close() {
        input.destroy();
        output.destroy();
      },
    };
  } catch (error) {
    throw new AppError(
      'aws/credentials-missing',
      'An MFA code is needed, and there is no terminal to ask for it.',
      {
        detail: error instanceof Error ? error.message : String(error),
      },
    );
  }
}
