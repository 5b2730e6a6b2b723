// `npm test`: everything from a fresh clone, i.e. set-up, checks, unit and engine tests, build, unpacked app, and the e2e
// tests in the real app on a virtual display. `-- --only check|e2e` for a part of it.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { desktopGroup, sshGroup } from './system-packages.mjs';
import { buildIfStale } from './build-if-stale.mjs';
import { check } from './check.mjs';
import { vitestReport } from './check-steps.mjs';
import { runAsCommand } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { describeRuntime, electronRuntime } from './electron-runtime.mjs';
import { packageUnpacked } from './package.mjs';
import { rootDir, toolScript } from './paths.mjs';
import { run } from './run-process.mjs';
import { playwrightCounts, vitestCounts } from './test-counts.mjs';

const E2E_LIMIT_MS = 2_460_000;
const playwrightReport = path.join(rootDir, 'node_modules', '.cache', 'reports', 'playwright.json');

runAsCommand(import.meta.url, async () => {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const parts = values.only ? [values.only] : ['check', 'e2e'];
  const unknown = parts.find((part) => part !== 'check' && part !== 'e2e');
  if (unknown) throw new Error(`--only takes check or e2e, not ${unknown}`);
  await bootstrap({ system: ['electron', 'display', 'tests', ...desktopGroup(), ...sshGroup()] });
  const runtime = await electronRuntime();

  const failed = await attempt('build', async () => {
    await buildIfStale();
    return [];
  });
  const counts = [];
  if (parts.includes('check')) {
    failed.push(...(await attempt('check', () => check())));
    counts.push(vitestCounts(vitestReport));
  }
  if (parts.includes('e2e')) {
    fs.mkdirSync(path.dirname(playwrightReport), { recursive: true });
    fs.rmSync(playwrightReport, { force: true });
    failed.push(...(await attempt('e2e', () => e2e(runtime, positionals))));
    counts.push(playwrightCounts(playwrightReport));
  }
  return report(runtime, failed, counts);
});

/**
 * A part that cannot even run has failed; the others still run, and the summary still comes.
 * @param {string} name
 * @param {() => Promise<readonly string[]>} part resolves to the names of what failed
 * @returns {Promise<string[]>}
 */
async function attempt(name, part) {
  try {
    return [...(await part())];
  } catch (error) {
    process.stdout.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return [name];
  }
}

/**
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly string[]} filters
 * @returns {Promise<string[]>}
 */
async function e2e(runtime, filters) {
  await buildIfStale();
  const packaged = await packageUnpacked(runtime);
  const args = [
    toolScript('@playwright/test/cli.js'),
    'test',
    '--config',
    path.join(rootDir, 'e2e', 'playwright.config.ts'),
    '--reporter=list,json',
    '--forbid-only',
    ...filters,
  ];
  const { code, timedOut } = await withVirtualDisplay({}, (display) => {
    const env = {
      ...display,
      SALLYPORT_ELECTRON: runtime.executable,
      SALLYPORT_PACKAGED_APP: packaged,
      PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport,
    };
    return run(process.execPath, args, { limitMs: E2E_LIMIT_MS, env });
  });
  if (timedOut) process.stdout.write(`the e2e tests were stopped after ${E2E_LIMIT_MS / 1000} s\n`);
  return code === 0 ? [] : ['e2e'];
}

/**
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly string[]} failedSteps
 * @param {readonly import('./test-counts.mjs').TestCounts[]} counts
 */
function report(runtime, failedSteps, counts) {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    counts.reduce((total, one) => total + one[key], 0);
  process.stdout.write(`\n${describeRuntime(runtime)}\n`);
  if (sum('skipped') > 0) process.stdout.write(`${sum('skipped')} skipped or not run\n`);
  if (failedSteps.length > 0) process.stdout.write(`failed: ${failedSteps.join(', ')}\n`);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  return failedSteps.length > 0 || sum('failed') > 0 ? 1 : 0;
}
