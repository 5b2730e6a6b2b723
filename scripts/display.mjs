// A display of our own for tests and for the demo on a machine without one: Xvfb, a session bus, a window manager.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, startGroup, stopGroup } from './run-process.mjs';

const START_LIMIT_MS = 20_000;

/** True where a window can be shown to somebody. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * Runs `work` with the environment of a virtual display, and takes everything down afterwards.
 * Off Linux there is nothing to start: programs use the real display.
 * @template T
 * @param {{ screen?: string }} options
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withVirtualDisplay({ screen = '2560x1440x24' }, work) {
  if (process.platform !== 'linux') return work(process.env);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sallyport-display-'));
  /** @type {import('node:child_process').ChildProcess[]} */
  const started = [];
  try {
    const env = { ...process.env };
    delete env['WAYLAND_DISPLAY'];
    Object.assign(env, await startXvfb(dir, screen, started));
    env['DBUS_SESSION_BUS_ADDRESS'] = await startBus(dir, env, started);
    await startWindowManager(dir, env, started);
    return await work(env);
  } finally {
    for (const child of started.reverse()) await stopGroup(child);
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * @param {string} dir
 * @param {string} screen
 * @param {import('node:child_process').ChildProcess[]} started
 */
async function startXvfb(dir, screen, started) {
  const authority = path.join(dir, 'Xauthority');
  const cookie = randomBytes(16).toString('hex');
  // The server takes the cookie from any entry; the number is known only once it runs.
  await addCookie(authority, ':0', cookie);
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-auth', authority];
  const xvfb = startGroup('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  started.push(xvfb);
  const display = `:${await firstLine(xvfb, 3, 'Xvfb')}`;
  await addCookie(authority, display, cookie);
  return { DISPLAY: display, XAUTHORITY: authority };
}

/**
 * @param {string} authority
 * @param {string} display
 * @param {string} cookie
 */
async function addCookie(authority, display, cookie) {
  const args = ['-q', '-f', authority, 'add', display, '.', cookie];
  const { code, output } = await run('xauth', args, { limitMs: START_LIMIT_MS, output: 'collect' });
  if (code !== 0) throw new Error(`xauth failed: ${output.trim()}`);
}

/**
 * A bus that starts no services by itself: a keyring of the machine would ask for its password and block the app.
 * @param {string} dir
 * @param {NodeJS.ProcessEnv} env
 * @param {import('node:child_process').ChildProcess[]} started
 */
async function startBus(dir, env, started) {
  const config = path.join(dir, 'bus.conf');
  fs.writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=${dir}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`,
  );
  const args = [`--config-file=${config}`, '--nofork', '--print-address=1'];
  const bus = startGroup('dbus-daemon', args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(bus);
  return firstLine(bus, 1, 'dbus-daemon');
}

/**
 * @param {string} dir
 * @param {NodeJS.ProcessEnv} env
 * @param {import('node:child_process').ChildProcess[]} started
 */
async function startWindowManager(dir, env, started) {
  const ready = path.join(dir, 'wm-ready');
  const child = startGroup('openbox', ['--sm-disable', '--startup', `touch ${ready}`], {
    env,
    stdio: 'ignore',
  });
  started.push(child);
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (!fs.existsSync(ready)) {
    if (child.exitCode !== null || Date.now() > giveUpAt)
      throw new Error('the window manager openbox did not start');
    await sleep(20);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} fd
 * @param {string} name
 * @returns {Promise<string>}
 */
function firstLine(child, fd, name) {
  return new Promise((resolve, reject) => {
    const stream = /** @type {import('node:stream').Readable} */ (child.stdio[fd]);
    const timer = setTimeout(() => reject(new Error(`${name} did not start in time`)), START_LIMIT_MS);
    let text = '';
    const fail = (/** @type {string} */ why) => {
      clearTimeout(timer);
      reject(new Error(`${name} ${why}`));
    };
    child.once('error', (error) => fail(`did not start: ${error.message}`));
    child.once('close', (code) => fail(`ended with exit code ${code}`));
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      clearTimeout(timer);
      resolve(text.slice(0, end).trim());
    });
  });
}
