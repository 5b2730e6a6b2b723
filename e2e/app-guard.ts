// The hard end of an app that a test has started. It is the leader of a process group of its own (Playwright starts it so),
// which what ends the tests' group at its time limit (scripts/run-process.mjs) does not reach; and an app whose main
// process hangs hears no polite word.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { killGroup } from './app-process.ts';

/** Longer than any test may take. */
const LIFE_LIMIT_S = 600;

/**
 * Kills the group that `app` leads once this process is gone, however it ended, or after `limitSeconds`. Answers with the
 * program that waits for that and ends with the app; null on Windows, which has no such groups.
 */
export function guardApp(app: ChildProcess, limitSeconds = LIFE_LIMIT_S): Guard | null {
  if (process.platform === 'win32' || app.pid === undefined) return null;
  // `cat` ends with the pipe, and that with this process; fd 3, because a program in the background has no stdin.
  const words = [
    `exec 3<&0; sleep ${limitSeconds} & limit=$!`,
    '(cat <&3 > /dev/null; kill $limit) & wait $limit',
    `kill -s KILL -- -${app.pid}`,
  ].join('; ');
  const guard = spawn('sh', ['-c', words], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const release = (): void => {
    if (guard.pid !== undefined) killGroup(guard.pid);
  };
  if (app.exitCode !== null || app.signalCode !== null) release();
  else app.once('exit', release);
  return guard;
}

type Guard = ChildProcess & { readonly stdin: Writable };
