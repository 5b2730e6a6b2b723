// How a shell's end is told as that of its connection. Pure.
import type { ConnectionEnding } from '../../shared/connection.ts';
import type { ShellEnding } from '../base/shell.ts';

export function endingOfShell(ending: ShellEnding): ConnectionEnding {
  if (ending.kind === 'failed') return { kind: 'failed', error: ending.error.toData() };
  const exitWords = ending.exitCode === null ? null : `exit code ${String(ending.exitCode)}`;
  return { kind: 'exited', reason: ending.reason ?? exitWords };
}

/** The route ends every connection after its time: the shell is gone, and another one may be opened at once. */
export function isCutByTime(ending: ConnectionEnding): boolean {
  return ending.kind === 'failed' && ending.error.code === 'eice/time-limit';
}
