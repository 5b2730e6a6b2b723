// Runs a script's work when it was started as a command (not imported), and turns a failure into one line and exit 1.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @param {string} moduleUrl the caller's import.meta.url
 * @param {() => Promise<number | void>} work resolves to the exit code, 0 when it says nothing
 */
export function runAsCommand(moduleUrl, work) {
  if (!isEntry(moduleUrl)) return;
  work().then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (/** @type {unknown} */ error) => {
      const wantsStack = Boolean(process.env['DEBUG']);
      const text = error instanceof Error ? (wantsStack ? error.stack : error.message) : String(error);
      process.stderr.write(`error: ${text}\n`);
      process.exitCode = 1;
    },
  );
}

/**
 * Through links too: node_modules/.bin/sallyport is one.
 * @param {string} moduleUrl
 */
function isEntry(moduleUrl) {
  const entry = process.argv[1];
  if (!entry) return false;
  try {
    return fs.realpathSync(entry) === fs.realpathSync(fileURLToPath(moduleUrl));
  } catch {
    return false;
  }
}
