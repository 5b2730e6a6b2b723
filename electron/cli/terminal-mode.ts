// The local terminal while a remote shell owns it: raw, and put back on every way out.
import type { TerminalSize } from '../../shared/connection.ts';

/** Undoes what a program on the far side may have left switched on when the session was cut: bracketed paste, mouse
 * reports, hidden cursor, colours. */
const CALM = '\u001b[?2004l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?25h\u001b[0m';

export interface TerminalMode {
  /** `abrupt`: the far side did not end by itself and may have left the terminal in any state. */
  restore(how: 'orderly' | 'abrupt'): void;
}

export function enterRawMode(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): TerminalMode {
  let raw = true;
  stdin.setRawMode(true);
  const restore: TerminalMode['restore'] = (how) => {
    if (!raw) return;
    raw = false;
    process.off('exit', onExit);
    stdin.setRawMode(false);
    stdin.pause();
    if (how === 'abrupt') stdout.write(CALM);
  };
  // Also after an uncaught error: a terminal without echo is worse than the error.
  const onExit = (): void => {
    restore('abrupt');
  };
  process.on('exit', onExit);
  return { restore };
}

/** What the engine accepts; a terminal that does not say (0×0) counts as 80×24. */
export function terminalSize(stdout: NodeJS.WriteStream): TerminalSize {
  return { cols: clamp(stdout.columns, 80, 2, 1000), rows: clamp(stdout.rows, 24, 1, 1000) };
}

/** What the official client announces when there is no terminal: wide enough that lines are not broken. */
export const PIPED_SIZE: TerminalSize = { cols: 300, rows: 100 };

function clamp(value: number | undefined, fallback: number, low: number, high: number): number {
  if (value === undefined || value < 1) return fallback;
  return Math.min(high, Math.max(low, value));
}
