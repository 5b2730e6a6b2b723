// The official Electron build: downloaded by the electron package's own tools into node_modules/electron.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withFileLock } from './file-lock.mjs';
import { rootDir, toolScript, userCacheDir } from './paths.mjs';
import { run } from './run-process.mjs';

/** A download that stands still this long is given up; a slow one that moves is not. */
const NO_PROGRESS_MS = 60_000;
const EXTRACT_LIMIT_MS = 120_000;
/** How long a failed download is remembered, so that not every command waits for it again. */
const REMEMBER_FAILURE_MS = 6 * 3_600_000;

const packageDir = path.join(rootDir, 'node_modules', 'electron');
const failureFile = path.join(userCacheDir(), 'official-electron-failed.json');

/**
 * @returns {Promise<{ executable: string, dist: string, version: string } | { reason: string }>}
 */
export async function officialElectron({ retry = false } = {}) {
  const installed = findInstalled();
  if (installed) return installed;
  const failure = retry ? undefined : rememberedFailure();
  if (failure) return { reason: `${failure} (tried less than 6 hours ago)` };
  return withFileLock('electron', 15 * 60_000, async () => {
    try {
      await download();
      const result = await run(process.execPath, [toolScript('electron/install.js')], {
        limitMs: EXTRACT_LIMIT_MS,
        output: 'collect',
      });
      const found = findInstalled();
      if (found) return found;
      throw new Error(`its installer ended with exit code ${result.code}: ${result.output.trim()}`);
    } catch (error) {
      const reason = describe(error);
      rememberFailure(reason);
      return { reason };
    }
  });
}

function electronVersion() {
  return String(JSON.parse(fs.readFileSync(path.join(packageDir, 'package.json'), 'utf8')).version);
}

function findInstalled() {
  const version = electronVersion();
  const dist = path.join(packageDir, 'dist');
  try {
    if (fs.readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, '') !== version)
      return undefined;
    const executable = path.join(dist, fs.readFileSync(path.join(packageDir, 'path.txt'), 'utf8').trim());
    return fs.existsSync(executable) ? { executable, dist, version } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Fills the cache from which electron/install.js extracts. Done apart from it because only here progress is seen.
 * @typedef {(options: object) => Promise<string>} DownloadArtifact
 */
async function download() {
  const requireFromElectron = createRequire(path.join(packageDir, 'package.json'));
  const getUrl = pathToFileURL(requireFromElectron.resolve('@electron/get')).href;
  /** @type {{ downloadArtifact: DownloadArtifact }} */
  const { downloadArtifact } = await import(getUrl);
  const stalled = new AbortController();
  const stop = () => stalled.abort(new Error(`no progress for ${NO_PROGRESS_MS / 1000} s`));
  const timer = setTimeout(stop, NO_PROGRESS_MS);
  process.stderr.write(`looking for the official Electron ${electronVersion()}\n`);
  try {
    await downloadArtifact({
      version: electronVersion(),
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: requireFromElectron('./checksums.json'),
      downloadOptions: {
        quiet: true,
        signal: stalled.signal,
        getProgressCallback: async () => void timer.refresh(),
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

function rememberedFailure() {
  try {
    const { at, version, reason } = JSON.parse(fs.readFileSync(failureFile, 'utf8'));
    const isRecent = Date.now() - Number(at) < REMEMBER_FAILURE_MS;
    return isRecent && version === electronVersion() ? String(reason) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} reason */
function rememberFailure(reason) {
  fs.mkdirSync(path.dirname(failureFile), { recursive: true });
  fs.writeFileSync(failureFile, JSON.stringify({ at: Date.now(), version: electronVersion(), reason }));
}

/**
 * fetch hides the reason ("fetch failed") in the cause.
 * @param {unknown} error
 */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
