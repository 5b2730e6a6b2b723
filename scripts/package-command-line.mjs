// The command line of the packaged app: a Node of its own, the bundle and its launchers, in a folder that electron-builder
// takes into resources/. Why not the app's own executable: docs/adr/0013.
import fs from 'node:fs';
import path from 'node:path';
import { outDir, rootDir } from './paths.mjs';
import { run } from './run-process.mjs';

const RUN_LIMIT_MS = 30_000;
const isWindows = process.platform === 'win32';

/**
 * Rejects where this Node is no program that can stand alone.
 * @param {string} folder made anew
 * @param {{ isRelease: boolean }} options
 */
export async function packCommandLine(folder, { isRelease }) {
  fs.rmSync(folder, { recursive: true, force: true });
  const main = path.join(outDir, 'main');
  for (const file of bundleFiles(main)) {
    const to = path.join(folder, 'out', 'main', file);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.copyFileSync(path.join(main, file), to);
  }
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(rootDir, 'package.json'), 'utf8'));
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ name, version, license })}\n`);
  const launcher = isWindows ? 'sallyport.cmd' : 'sallyport';
  fs.mkdirSync(path.join(folder, 'bin'));
  fs.copyFileSync(path.join(rootDir, 'assets', 'command-line', launcher), path.join(folder, 'bin', launcher));
  fs.chmodSync(path.join(folder, 'bin', launcher), 0o755);
  copyNode(folder, isRelease);
  await tryIt(folder, version);
}

/**
 * What cli.js loads, now or later: the names of chunks that stand in it, and in those.
 * @param {string} main
 */
function bundleFiles(main) {
  const found = new Set(['cli.js']);
  for (const file of found) {
    const text = fs.readFileSync(path.join(main, file), 'utf8');
    for (const [, name] of text.matchAll(/["'`]\.\/(?:chunks\/)?([\w.-]+\.js)["'`]/g)) {
      const chunk = path.join('chunks', String(name));
      // Strings that look alike stand in libraries; what is really missing shows when it is tried.
      if (fs.existsSync(path.join(main, chunk))) found.add(chunk);
    }
  }
  return found;
}

/**
 * @param {string} folder
 * @param {boolean} isRelease
 */
function copyNode(folder, isRelease) {
  const variables = /** @type {Record<string, unknown>} */ (process.config.variables);
  if (variables['node_shared'] === true || variables['node_shared'] === 'true')
    throw new Error('this Node needs libraries of its own: package with a build from nodejs.org');
  const node = path.join(folder, isWindows ? 'node.exe' : 'node');
  fs.copyFileSync(fs.realpathSync(process.execPath), node);
  fs.chmodSync(node, 0o755);
  const license = path.resolve(
    path.dirname(fs.realpathSync(process.execPath)),
    isWindows ? '.' : '..',
    'LICENSE',
  );
  if (fs.existsSync(license)) fs.copyFileSync(license, path.join(folder, 'NODE-LICENSE'));
  else if (isRelease)
    throw new Error(`the licence of Node is not at ${license}: package with a build from nodejs.org`);
}

/**
 * Nothing of this checkout is used: it runs as it will lie on another computer.
 * @param {string} folder
 * @param {string} version
 */
async function tryIt(folder, version) {
  const node = path.join(folder, isWindows ? 'node.exe' : 'node');
  const args = [path.join(folder, 'out', 'main', 'cli.js'), '--version'];
  const { code, output } = await run(node, args, { limitMs: RUN_LIMIT_MS, output: 'collect' });
  if (code !== 0 || output.trim() !== `sallyport ${version}`)
    throw new Error(`the command line of the package does not run:\n${output.trim().slice(-2000)}`);
}
