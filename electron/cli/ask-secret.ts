// Asks for a passphrase on the terminal; nothing of what is typed is shown.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError } from '../base/abort.ts';
import { Secret } from '../base/secret.ts';
import { printable } from './printable.ts';
import { openTerminal } from './terminal-device.ts';

const ANSWER_WITHIN_MS = 120_000;

/** Rejects with `noTerminal` where nobody can be asked, `prompt/expired`, `cancelled`. */
export async function askSecret(
  question: string,
  noTerminal: (detail: string) => AppError,
  signal: AbortSignal,
): Promise<Secret<string>> {
  const terminal = await openTerminal(noTerminal);
  const late = new AbortController();
  const giveUp = (): void => {
    late.abort();
  };
  const timer = setTimeout(giveUp, ANSWER_WITHIN_MS);
  signal.addEventListener('abort', giveUp, { once: true });
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const lines = createInterface({ input: terminal.input, output: nowhere, terminal: true });
  let isInterrupted = false;
  lines.on('SIGINT', () => {
    isInterrupted = true;
    giveUp();
  });
  terminal.output.write(`${printable(question)}: `);
  try {
    return new Secret(await lines.question('', { signal: late.signal }));
  } catch (error) {
    if (signal.aborted || isInterrupted || !late.signal.aborted) throw cancelledError();
    throw new AppError('prompt/expired', 'Nothing was entered.', { retryable: true, cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    lines.close();
    terminal.output.write('\n');
    terminal.close();
  }
}
