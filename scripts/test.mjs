// `npm test`: everything from a fresh clone, i.e. set-up, checks, unit and engine tests, build, unpacked app, and the e2e
// tests in the real app on a virtual display. `-- --only check|e2e` for a part of it.
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { testGroups } from './system-packages.mjs';
import { buildIfStale } from './build-if-stale.mjs';
import { check } from './check.mjs';
import { vitestReport } from './check-steps.mjs';
import { runAsCommand } from './command.mjs';
import { e2eParts, runE2e } from './e2e-lanes.mjs';
import { describeRuntime, electronRuntime } from './electron-runtime.mjs';
import { playwrightCounts, vitestCounts } from './test-counts.mjs';

runAsCommand(import.meta.url, async () => {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const parts = values.only ? [values.only] : ['check', 'e2e'];
  const unknown = parts.find((part) => part !== 'check' && part !== 'e2e');
  if (unknown) throw new Error(`--only takes check or e2e, not ${unknown}`);
  await bootstrap({ system: ['electron', 'display', ...testGroups()] });
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
    const tests = e2eParts(positionals);
    failed.push(...(await attempt('e2e', () => runE2e(runtime, tests))));
    counts.push(...tests.map(({ report }) => playwrightCounts(report)));
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
  const startedAt = Date.now();
  try {
    return [...(await part())];
  } catch (error) {
    process.stdout.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return [name];
  } finally {
    process.stdout.write(`${name}: ${((Date.now() - startedAt) / 1000).toFixed(0)} s\n`);
  }
}

/**
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly string[]} failedSteps
 * @param {readonly import('./test-counts.mjs').TestCounts[]} counts
 */
function report(runtime, failedSteps, counts) {
  const sum = (/** @type {'passed' | 'skipped'} */ key) => counts.reduce((total, one) => total + one[key], 0);
  const failures = counts.flatMap((one) => one.failures);
  process.stdout.write(`\n${describeRuntime(runtime)}\n`);
  if (sum('skipped') > 0) process.stdout.write(`${sum('skipped')} skipped or not run\n`);
  if (failedSteps.length > 0) process.stdout.write(`failed: ${failedSteps.join(', ')}\n`);
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
  process.stdout.write(`${sum('passed')} passed, ${failures.length} failed\n`);
  return failedSteps.length > 0 || failures.length > 0 ? 1 : 0;
}
