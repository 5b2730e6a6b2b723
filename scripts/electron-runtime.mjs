// Which Electron to run in development and tests: the official build where it can be downloaded, else on Linux x64 the
// 25.1.1 of electron-fallback.mjs. Never shipped. As a command it prints the executable's path (--dist: its folder).
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { runAsCommand } from './command.mjs';
import { fallbackElectron } from './electron-fallback.mjs';
import { officialElectron } from './electron-official.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executable
 * @property {string} dist the folder it lies in
 * @property {string} version
 * @property {'official' | 'fallback' | 'override'} source
 */

/**
 * Says on stderr which Electron it is. SALLYPORT_ELECTRON=/path/to/electron overrides the choice.
 * @param {{ retry?: boolean }} [options] `retry`: try the official download even if it failed a short while ago
 * @returns {Promise<ElectronRuntime>}
 */
export async function electronRuntime(options = {}) {
  const runtime = await choose(options);
  process.stderr.write(`${describeRuntime(runtime)}\n`);
  return runtime;
}

/** @param {ElectronRuntime} runtime */
export function describeRuntime({ version, source, executable }) {
  const kind = {
    official: 'official build',
    fallback: 'development fallback',
    override: 'SALLYPORT_ELECTRON',
  }[source];
  return `Electron ${version} (${kind}): ${executable}`;
}

/**
 * @param {{ retry?: boolean }} options
 * @returns {Promise<ElectronRuntime>}
 */
async function choose(options) {
  const override = process.env['SALLYPORT_ELECTRON'];
  if (override) return fromOverride(override);
  const official = await officialElectron(options);
  if (!('reason' in official)) return { ...official, source: 'official' };
  process.stderr.write(`the official Electron cannot be downloaded here: ${official.reason}\n`);
  return { ...(await fallbackElectron()), source: 'fallback' };
}

/**
 * @param {string} executable
 * @returns {ElectronRuntime}
 */
function fromOverride(executable) {
  if (!fs.existsSync(executable)) throw new Error(`SALLYPORT_ELECTRON names no file: ${executable}`);
  const dist = path.dirname(executable);
  const versionFile = path.join(dist, 'version');
  const version = fs.existsSync(versionFile)
    ? fs.readFileSync(versionFile, 'utf8').trim()
    : 'of unknown version';
  return { executable, dist, version, source: 'override' };
}

runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({ options: { dist: { type: 'boolean' }, retry: { type: 'boolean' } } });
  await bootstrap();
  const { executable, dist } = await electronRuntime({ retry: values.retry ?? false });
  process.stdout.write(`${values.dist ? dist : executable}\n`);
});
