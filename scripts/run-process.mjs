// Starts another program with a hard time limit: on expiry, or when we are stopped, its whole process group is killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rootDir } from './paths.mjs';

const KILL_AFTER_MS = 2_000;
const onPosix = process.platform !== 'win32';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * @typedef {object} RunOptions
 * @property {number} limitMs the program is killed after this time
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {'inherit' | 'collect' | 'stderr'} [output] `stderr`: its stdout goes to our stderr
 */

/**
 * @typedef {object} RunResult
 * @property {number} code 124 when the time limit struck, as with timeout(1)
 * @property {boolean} timedOut
 * @property {string} output what it printed, when collected
 */

/**
 * Runs a program to its end. Rejects only when it cannot be started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<RunResult>}
 */
export async function run(command, args, { limitMs, env, cwd = rootDir, output = 'inherit' }) {
  const child = startGroup(command, args, { env, cwd, stdio: stdioOf(output) });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk));
  }
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void stopGroup(child);
  }, limitMs);
  try {
    const [code] = await once(child, 'close');
    return { code: timedOut ? 124 : (code ?? 1), timedOut, output: text };
  } finally {
    clearTimeout(timer);
    // What the program left behind in its group must not outlive it.
    if (onPosix) signalGroup(child, 'SIGKILL');
  }
}

/**
 * Starts a program as the leader of its own process group; it dies with us.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startGroup(command, args, options) {
  const child = spawn(command, args, { cwd: rootDir, ...options, detached: onPosix });
  track(child);
  return child;
}

/**
 * SIGTERM, then SIGKILL: an Electron whose main process is blocked ignores the first.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stopGroup(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS);
  await closed;
  clearTimeout(timer);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(onPosix ? -child.pid : child.pid, signal);
  } catch {
    // Already gone.
  }
}

/**
 * Listens only while something runs: what shares this process afterwards (the sandbox) has its own signal handlers.
 * @param {import('node:child_process').ChildProcess} child
 */
function track(child) {
  if (running.size === 0) {
    process.on('exit', killAll);
    for (const signal of stopSignals) process.on(signal, exitOnSignal);
  }
  running.add(child);
  const forget = () => {
    running.delete(child);
    if (running.size > 0) return;
    process.off('exit', killAll);
    for (const signal of stopSignals) process.off(signal, exitOnSignal);
  };
  child.once('close', forget);
  child.once('error', forget);
}

function killAll() {
  for (const child of running) signalGroup(child, 'SIGKILL');
}

/** @param {NodeJS.Signals} signal */
function exitOnSignal(signal) {
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

/**
 * @param {RunOptions['output']} output
 * @returns {import('node:child_process').StdioOptions}
 */
function stdioOf(output) {
  if (output === 'collect') return ['ignore', 'pipe', 'pipe'];
  if (output === 'stderr') return ['ignore', 2, 2];
  return ['ignore', 'inherit', 'inherit'];
}
