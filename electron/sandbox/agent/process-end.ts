// Ends a program that the sandbox started together with everything it started: hang up first, kill after a moment.
import { readdirSync, readFileSync } from 'node:fs';

/** What an interactive shell needs to pass the hang-up on to its jobs. */
const GRACE_MS = 300;

/** `leader`: pid of a session leader (every PTY child is one) or of a detached process group. Never rejects. */
export async function endProcessGroup(leader: number): Promise<void> {
  const before = membersOf(leader);
  signalAll([leader], 'SIGHUP');
  signalAll([leader], 'SIGCONT');
  if (before.length > 0) {
    const giveUpAt = Date.now() + GRACE_MS;
    while (membersOf(leader).length > 0 && Date.now() < giveUpAt)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const left = membersOf(leader);
  if (left.length > 0) signalAll(left, 'SIGKILL', true);
}

/** Pids of the session or group; on systems without /proc only the leader itself, when it lives. */
function membersOf(leader: number): number[] {
  if (process.platform !== 'linux') return isThere(leader) ? [leader] : [];
  const pids: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    // After the command in parentheses: state, ppid, process group, session.
    const [state, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state !== 'Z' && (Number(group) === leader || Number(session) === leader)) pids.push(Number(name));
  }
  return pids;
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // It went away between the listing and now.
    return '';
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals, isSingle = false): void {
  for (const pid of pids)
    try {
      // A negative pid is the group; Windows knows no groups.
      process.kill(isSingle || process.platform === 'win32' ? pid : -pid, signal);
    } catch {
      // ESRCH: nothing left to signal, which is what we want.
    }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
