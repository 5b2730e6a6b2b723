// Makes a fresh clone ready: Node version, node_modules, and (when asked) system packages.
// Uses only node: builtins; safe to call at the start of every command and quick when nothing is to be done.
import fs from 'node:fs';
import path from 'node:path';
import { runAsCommand } from './command.mjs';
import { withFileLock } from './file-lock.mjs';
import { linkOwnBin } from './link-bin.mjs';
import { rootDir } from './paths.mjs';
import { run } from './run-process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const MIN_NODE_MAJOR = 20;
const INSTALL_LIMIT_MS = 600_000;

/**
 * Prints to stderr only. Throws with what to do when something is missing.
 * @param {{ system?: readonly import('./system-packages.mjs').SystemGroup[] }} [options]
 */
export async function bootstrap({ system = [] } = {}) {
  checkNode();
  // Side by side, as both mostly wait for the network; neither is left running when the other has failed.
  const results = await Promise.allSettled([ensureNodeModules(), ensureSystemPackages(system)]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function ensureNodeModules() {
  if (!isInstalled()) {
    await withFileLock('install', INSTALL_LIMIT_MS, async () => {
      if (!isInstalled()) await install();
    });
  }
  linkOwnBin();
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MIN_NODE_MAJOR) {
    throw new Error(`Sallyport needs Node.js ${MIN_NODE_MAJOR} or newer; this is ${process.versions.node}.`);
  }
}

/** node_modules holds what package-lock.json asks for, by npm's own record of what it installed. */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages(path.join('node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true;
    const found = present[name];
    // Packages for other platforms are optional and rightly absent.
    if (!found) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockEntry
 * @param {string} relative
 * @returns {Record<string, LockEntry> | undefined}
 */
function readPackages(relative) {
  try {
    return JSON.parse(fs.readFileSync(path.join(rootDir, relative), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install() {
  process.stderr.write('installing node_modules with npm ci\n');
  const { command, args } = npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const { code, timedOut } = await run(command, args, { limitMs: INSTALL_LIMIT_MS, output: 'stderr' });
  if (timedOut) throw new Error(`npm ci took longer than ${INSTALL_LIMIT_MS / 1000} s`);
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
}

/** The npm that runs us, else the one beside this Node, else the one on the PATH. */
export function npmCommand(/** @type {string[]} */ args) {
  const besideNode = path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const candidates = [process.env['npm_execpath'], besideNode];
  const cli = candidates.find((file) => file?.endsWith('npm-cli.js') && fs.existsSync(file));
  if (cli) return { command: process.execPath, args: [cli, ...args] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args };
}

runAsCommand(import.meta.url, () => bootstrap());
