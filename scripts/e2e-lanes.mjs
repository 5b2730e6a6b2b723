// The e2e tests in three lanes, as much of a test is waiting: for an app to start, for a next try. The tests are cut into
// more parts than there are lanes, and a lane takes the next part when it is done with one. Each part has a display, a
// session bus and a window manager of its own. What measures time is tagged @alone and runs afterwards, by itself.
import fs from 'node:fs';
import path from 'node:path';
import { buildIfStale } from './build-if-stale.mjs';
import { withVirtualDisplay } from './display.mjs';
import { packageUnpacked } from './package.mjs';
import { rootDir, toolScript } from './paths.mjs';
import { run } from './run-process.mjs';

const LANES = 3;
const SHARDS = 8;
const PART_LIMIT_MS = 900_000;
const reportsDir = path.join(rootDir, 'node_modules', '.cache', 'reports');

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly string[]} args of `playwright test`
 * @property {string} report its JSON report
 * @property {'lanes' | 'alone'} place beside another part, or by itself
 * @property {'traced' | 'untraced'} evidence traces show what failed, and cost a fifth of the time
 */

/**
 * Tests that somebody picked are one part, and leave a trace of what failed.
 * @param {readonly string[]} filters of `playwright test`
 * @returns {readonly Part[]}
 */
export function e2eParts(filters) {
  if (filters.length > 0) return [{ ...part('picked', filters, 'alone'), evidence: 'traced' }];
  const shards = Array.from({ length: SHARDS }, (_, index) =>
    part(`part-${index + 1}`, ['--grep-invert=@alone', `--shard=${index + 1}/${SHARDS}`], 'lanes'),
  );
  return [...shards, part('alone', ['--grep=@alone'], 'alone')];
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @param {Part['place']} place
 * @returns {Part}
 */
function part(name, args, place) {
  const report = path.join(reportsDir, `playwright-${name}.json`);
  return { name, args, report, place, evidence: 'untraced' };
}

/**
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly Part[]} parts
 * @returns {Promise<readonly string[]>} names of the parts that failed
 */
export async function runE2e(runtime, parts) {
  fs.mkdirSync(reportsDir, { recursive: true });
  for (const { report } of parts) fs.rmSync(report, { force: true });
  await buildIfStale();
  const packaged = await packageUnpacked(runtime);
  const env = { SALLYPORT_ELECTRON: runtime.executable, SALLYPORT_PACKAGED_APP: packaged };
  /** @type {string[]} */
  const failed = [];
  const runAll = async (/** @type {Part[]} */ queue) => {
    for (let next = queue.shift(); next; next = queue.shift())
      if (!(await runPart(next, env))) failed.push(`e2e ${next.name}`);
  };
  const beside = parts.filter(({ place }) => place === 'lanes');
  await Promise.all(Array.from({ length: LANES }, () => runAll(beside)));
  await runAll(parts.filter(({ place }) => place === 'alone'));
  return failed;
}

/**
 * @param {Part} part
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>} whether all of its tests passed
 */
function runPart({ name, args, report, evidence }, env) {
  return withVirtualDisplay({}, async (display) => {
    const { code, timedOut } = await run(process.execPath, playwright(name, args), {
      limitMs: PART_LIMIT_MS,
      env: {
        ...display,
        ...env,
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
        SALLYPORT_E2E_TRACE: evidence === 'traced' ? '1' : '0',
      },
    });
    if (timedOut) process.stdout.write(`e2e ${name}: stopped after ${PART_LIMIT_MS / 1000} s\n`);
    return code === 0;
  });
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
function playwright(name, args) {
  return [
    toolScript('@playwright/test/cli.js'),
    'test',
    '--config',
    path.join(rootDir, 'e2e', 'playwright.config.ts'),
    '--reporter=list,json',
    '--forbid-only',
    // Each part empties its own at the start.
    '--output',
    path.join(rootDir, 'test-results', name),
    ...args,
  ];
}
