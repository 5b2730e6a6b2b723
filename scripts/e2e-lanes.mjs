// The e2e tests in lanes: most of a test is waiting for an app to start, so that two lanes fill two cores. Each lane has a
// display, a session bus and a window manager of its own. What measures time is tagged @alone and runs afterwards, by itself.
import fs from 'node:fs';
import path from 'node:path';
import { buildIfStale } from './build-if-stale.mjs';
import { withVirtualDisplay } from './display.mjs';
import { packageUnpacked } from './package.mjs';
import { rootDir, toolScript } from './paths.mjs';
import { run } from './run-process.mjs';

const LANES = 2;
const LANE_LIMIT_MS = 1_500_000;
const reportsDir = path.join(rootDir, 'node_modules', '.cache', 'reports');

/**
 * @typedef {object} Lane
 * @property {string} name
 * @property {readonly string[]} args of `playwright test`
 * @property {string} report its JSON report
 * @property {boolean} alone not beside another lane
 * @property {boolean} [traced] traces cost a fifth
 */

/**
 * Tests that somebody picked run in one lane, and leave a trace of what failed.
 * @param {readonly string[]} filters of `playwright test`
 * @returns {readonly Lane[]}
 */
export function e2eLanes(filters) {
  if (filters.length > 0) return [{ ...lane('picked', filters, true), traced: true }];
  const beside = Array.from({ length: LANES }, (_, index) =>
    lane(`lane-${index + 1}`, ['--grep-invert=@alone', `--shard=${index + 1}/${LANES}`], false),
  );
  return [...beside, lane('alone', ['--grep=@alone'], true)];
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @param {boolean} alone
 * @returns {Lane}
 */
function lane(name, args, alone) {
  return { name, args, alone, report: path.join(reportsDir, `playwright-${name}.json`) };
}

/**
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly Lane[]} lanes
 * @returns {Promise<readonly string[]>} names of the lanes that failed
 */
export async function runE2e(runtime, lanes) {
  fs.mkdirSync(reportsDir, { recursive: true });
  for (const { report } of lanes) fs.rmSync(report, { force: true });
  await buildIfStale();
  const packaged = await packageUnpacked(runtime);
  const env = { SALLYPORT_ELECTRON: runtime.executable, SALLYPORT_PACKAGED_APP: packaged };
  const beside = lanes.filter(({ alone }) => !alone);
  const passed = new Map(
    await Promise.all(beside.map(async (one) => /** @type {const} */ ([one, await runLane(one, env)]))),
  );
  for (const one of lanes.filter(({ alone }) => alone)) passed.set(one, await runLane(one, env));
  return lanes.filter((one) => passed.get(one) !== true).map(({ name }) => `e2e ${name}`);
}

/**
 * @param {Lane} lane
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>} whether all of its tests passed
 */
function runLane({ name, args, report, traced }, env) {
  return withVirtualDisplay({}, async (display) => {
    const { code, timedOut } = await run(process.execPath, playwright(name, args), {
      limitMs: LANE_LIMIT_MS,
      env: {
        ...display,
        ...env,
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
        SALLYPORT_E2E_TRACE: traced ? '1' : '0',
      },
    });
    if (timedOut) process.stdout.write(`e2e ${name}: stopped after ${LANE_LIMIT_MS / 1000} s\n`);
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
    // Each lane empties its own at the start.
    '--output',
    path.join(rootDir, 'test-results', name),
    ...args,
  ];
}
