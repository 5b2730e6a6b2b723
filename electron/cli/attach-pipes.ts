// Joins a shell to stdin and stdout that are files or pipes: lines are typed, output is written as it comes, and the
// end of the input ends the shell.
import { AppError } from '../../shared/app-error.ts';
import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Shell, ShellEnding } from '../base/shell.ts';
import { type Output, writeAll } from './output.ts';
import { makeTypedLines } from './typed-lines.ts';

/** Ctrl-D: the end of the input, for whoever reads the far terminal. */
const EOT = Uint8Array.of(0x04);
/**
 * A terminal's end of input is an event, not a state as with a pipe: a program that runs while it comes can swallow it.
 * So it is said again while nothing is printed, more and more rarely, until the shell has ended.
 */
const FIRST_REPEAT_MS = 2_000;
const LAST_REPEAT_MS = 30_000;

export interface PipedInput {
  readonly stream: AsyncIterable<Buffer>;
  readonly clock: Clock;
}

/**
 * `input` null: nothing is typed (a command that reads none). Settles after the last byte was written. Rejects with
 * what writing failed with (EPIPE when the reader of our output has gone). Does not close the shell.
 */
export async function attachPipes(
  shell: Shell,
  input: PipedInput | null,
  output: Output,
): Promise<ShellEnding> {
  const over = new AbortController();
  let byteCount = 0;
  const typingFailed = new Promise<never>((_resolve, reject) => {
    if (input !== null) typeAll(shell, input, () => byteCount, over.signal).catch(reject);
  });
  const showing = (async () => {
    for await (const bytes of shell.stream as AsyncIterable<Buffer>) {
      byteCount += bytes.length;
      await writeAll(output.data, bytes);
    }
    return await shell.ending;
  })();
  try {
    return await Promise.race([showing, typingFailed]);
  } finally {
    over.abort();
  }
}

async function typeAll(
  shell: Shell,
  input: PipedInput,
  shownBytes: () => number,
  signal: AbortSignal,
): Promise<void> {
  const lines = makeTypedLines();
  try {
    for await (const chunk of input.stream) {
      if (signal.aborted) return;
      await writeAll(shell.stream, lines.type(chunk));
    }
    await writeAll(shell.stream, lines.end());
    let waitMs = FIRST_REPEAT_MS;
    for (;;) {
      await writeAll(shell.stream, EOT);
      for (let before = -1; before !== shownBytes();) {
        before = shownBytes();
        await delay(waitMs, signal, input.clock);
      }
      waitMs = Math.min(waitMs * 2, LAST_REPEAT_MS);
    }
  } catch (error) {
    // The shell has ended: there is nobody left to type to, and the ending says how.
    if (signal.aborted || shell.stream.destroyed) return;
    throw new AppError('internal', 'The input could not be read.', {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
