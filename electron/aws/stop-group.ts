// Stops a program that was started in a group of its own, with all that it started.
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { systemClock } from '../base/clock.ts';
import { system32 } from '../base/windows-folder.ts';

/** For a program that wants to tidy up. */
const GRACE_MS = 1_000;

interface StopHost {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly start: (program: string, args: readonly string[], onFailed: () => void) => void;
}

const THIS_COMPUTER: StopHost = {
  platform: process.platform,
  env: process.env,
  start(program, args, onFailed) {
    spawn(program, [...args], { stdio: 'ignore', windowsHide: true }).on('error', onFailed);
  },
};

/** Asks it to end and ends it after a moment; on Windows at once. */
export function stopGroup(child: Pick<ChildProcess, 'pid' | 'kill'>, host: StopHost = THIS_COMPUTER): void {
  const { pid } = child;
  if (pid === undefined) return; // it never started
  if (host.platform === 'win32') {
    // Its children do not end with a program here; taskkill knows them.
    host.start(`${system32(host.env)}\\taskkill.exe`, ['/pid', String(pid), '/T', '/F'], () => child.kill());
    return;
  }
  signalGroup(pid, 'SIGTERM');
  // What is still there then has chosen not to listen; a group that is gone takes no signal.
  systemClock.after(GRACE_MS, () => {
    signalGroup(pid, 'SIGKILL');
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
