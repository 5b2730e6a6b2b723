// How the app is started from a checkout: which arguments Electron needs here, and the app in the foreground.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rootDir } from './paths.mjs';

/** Chromium refuses its sandbox to root on Linux (containers, CI); everywhere else it stays on. */
export function chromiumArguments() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Starts the app and waits for its end; it shares our terminal and our signals.
 * @param {string} executable
 * @param {readonly string[]} appArgs
 * @returns {Promise<number>} its exit code
 */
export async function runApp(executable, appArgs) {
  const child = spawn(executable, [...chromiumArguments(), rootDir, ...appArgs], {
    cwd: rootDir,
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => child.kill(signal));
  }
  const [code] = await once(child, 'close');
  return code ?? 1;
}
