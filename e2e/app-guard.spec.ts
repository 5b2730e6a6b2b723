// What a test has started ends with it, even when the runner itself is killed or the app hangs.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { guardApp } from './app-guard.ts';
import { killGroup } from './app-process.ts';

test.skip(process.platform === 'win32', 'process groups are a POSIX thing');

/** Deaf to SIGTERM and a group of its own, as a hanging Electron is. */
function startDeafProgram(): ChildProcess {
  return spawn('sh', ['-c', 'trap "" TERM; sleep 30'], { detached: true, stdio: 'ignore' });
}

test('an app is killed when whoever started it is gone', async () => {
  const program = startDeafProgram();
  guardApp(program)?.stdin.end();
  expect(await once(program, 'exit')).toEqual([null, 'SIGKILL']);
});

test('an app is killed at its time limit', async () => {
  const program = startDeafProgram();
  guardApp(program, 1);
  expect(await once(program, 'exit')).toEqual([null, 'SIGKILL']);
});

test('nothing is left that could kill anything when the app has ended', async () => {
  const program = startDeafProgram();
  const guard = guardApp(program);
  const isReleased = guard === null ? null : once(guard, 'exit');
  killGroup(program.pid ?? 0);
  await once(program, 'exit');
  expect(await isReleased).toEqual([null, 'SIGKILL']);
});
