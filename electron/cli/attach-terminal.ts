// Joins a shell to the terminal it is typed on: raw keys up, bytes down, size changes, and `~.` as the way out.
import type { Shell, ShellEnding } from '../base/shell.ts';
import { makeEscapeReader } from './escape.ts';
import { type Output, writeAll } from './output.ts';
import { enterRawMode, terminalSize } from './terminal-mode.ts';

const HELP = '\r\nAfter Enter:  ~.  leaves,  ~~  types a tilde,  ~?  shows this.\r\n';

export type AttachEnding = ShellEnding | { readonly kind: 'left' };

/** Settles after the last byte was written and the terminal is as before. Does not close the shell. */
export async function attachTerminal(shell: Shell, output: Output): Promise<AttachEnding> {
  const { stdin, stdout } = process;
  const mode = enterRawMode(stdin, stdout);
  const readEscapes = makeEscapeReader();
  const onResize = (): void => {
    shell.resize(terminalSize(stdout));
  };
  stdout.on('resize', onResize);
  // The window may have changed while the session was being opened.
  onResize();
  let onTyped: (typed: Buffer) => void = () => undefined;
  let onHangUp: () => void = () => undefined;
  let how: 'orderly' | 'abrupt' = 'abrupt';
  try {
    const left = new Promise<AttachEnding>((resolve) => {
      onHangUp = () => {
        resolve({ kind: 'left' });
      };
      onTyped = (typed) => {
        const step = readEscapes(typed);
        if (step.asks === 'help') stdout.write(HELP);
        if (step.bytes.length > 0 && !shell.stream.write(step.bytes)) {
          // The far side is slower than the paste: the terminal waits, nothing piles up here.
          stdin.pause();
          shell.stream.once('drain', () => stdin.resume());
        }
        if (step.asks === 'leave') resolve({ kind: 'left' });
      };
      stdin.on('data', onTyped);
      stdin.once('end', onHangUp);
      stdin.resume();
    });
    const shown = show(shell, output);
    const ending = await Promise.race([shown.then(() => shell.ending), left]);
    if (ending.kind === 'exited') how = 'orderly';
    return ending;
  } finally {
    stdin.off('data', onTyped);
    stdin.off('end', onHangUp);
    stdout.off('resize', onResize);
    mode.restore(how);
  }
}

async function show(shell: Shell, output: Output): Promise<void> {
  for await (const bytes of shell.stream as AsyncIterable<Buffer>) await writeAll(output.data, bytes);
}
