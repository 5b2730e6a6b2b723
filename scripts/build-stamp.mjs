// Is out/ older than what it is made from? Compares modification times only, so that it is quick enough to ask
// at every start of the command line tool.
import fs from 'node:fs';
import path from 'node:path';
import { outDir, rootDir } from './paths.mjs';

const STAMP = path.join(outDir, 'build.json');
const SOURCES = [
  'electron',
  'renderer',
  'shared',
  'assets',
  'scripts/config/electron-vite.config.ts',
  'package.json',
  'package-lock.json',
];
const PRODUCTS = [
  'main/main.js',
  'main/cli.js',
  'main/sandbox.js',
  'preload/preload.js',
  'renderer/index.html',
];

export function isBuildStale() {
  if (!PRODUCTS.every((file) => fs.existsSync(path.join(outDir, file)))) return true;
  let builtFrom;
  try {
    builtFrom = Number(JSON.parse(fs.readFileSync(STAMP, 'utf8')).sourcesAt);
  } catch {
    return true;
  }
  return !(newestSource() <= builtFrom);
}

/** Call before the build reads its sources: an edit made meanwhile then counts as newer. */
export function newestSource() {
  return Math.max(...SOURCES.map((source) => newestIn(path.join(rootDir, source))));
}

/** @param {number} sourcesAt */
export function writeBuildStamp(sourcesAt) {
  fs.writeFileSync(STAMP, JSON.stringify({ sourcesAt }));
}

/** After this the next command builds again (dev mode leaves its own kind of output behind). */
export function dropBuildStamp() {
  fs.rmSync(STAMP, { force: true });
}

/**
 * Directories count too: removing a file changes only the directory. Tests are not part of the build.
 * @param {string} file
 * @returns {number}
 */
function newestIn(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let newest = stat.mtimeMs;
  for (const entry of fs.readdirSync(file, { withFileTypes: true })) {
    if (/\.test\.tsx?$/.test(entry.name)) continue;
    newest = Math.max(newest, newestIn(path.join(file, entry.name)));
  }
  return newest;
}
