// `npm run build`: bundles main, preload and renderer into out/. The new output replaces the old one only when all
// of it was built, so a failed build never breaks a working one.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { isBuildStale, newestSource, writeBuildStamp } from './build-stamp.mjs';
import { runAsCommand } from './command.mjs';
import { withFileLock } from './file-lock.mjs';
import { configDir, outDir, rootDir } from './paths.mjs';

const LOCK_WAIT_MS = 180_000;
const ENTRIES = [
  'electron/main.ts',
  'electron/cli/main.ts',
  'electron/sandbox/main.ts',
  'electron/preload.ts',
  'renderer/index.html',
];

async function buildAll() {
  const missing = ENTRIES.filter((entry) => !fs.existsSync(path.join(rootDir, entry)));
  if (missing.length > 0) throw new Error(`cannot build, missing: ${missing.join(', ')}`);
  const startedAt = Date.now();
  const sourcesAt = newestSource();
  // As deep as out/, so that the relative paths in source maps stay right after the move.
  const freshDir = path.join(rootDir, '.cache');
  fs.rmSync(freshDir, { recursive: true, force: true });
  await bundleInto(freshDir);
  fs.mkdirSync(outDir, { recursive: true });
  for (const part of ['main', 'preload', 'renderer']) {
    fs.rmSync(path.join(outDir, part), { recursive: true, force: true });
    fs.renameSync(path.join(freshDir, part), path.join(outDir, part));
  }
  writeBuildStamp(sourcesAt);
  process.stderr.write(`built out/ in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

/** @param {string} dir */
async function bundleInto(dir) {
  const { build } = await import('electron-vite');
  process.chdir(rootDir);
  await build({
    root: rootDir,
    configFile: path.join(configDir, 'electron-vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: dir },
  });
}

runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({ options: { 'if-stale': { type: 'boolean' } } });
  await bootstrap();
  await withFileLock('build', LOCK_WAIT_MS, async () => {
    // Another process may have built while we waited.
    if (!values['if-stale'] || isBuildStale()) await buildAll();
  });
});
