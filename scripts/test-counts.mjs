// How many tests passed and failed, from the JSON reports of vitest and Playwright.
import fs from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} TestCounts */

/**
 * @param {string} file
 * @returns {TestCounts}
 */
export function vitestCounts(file) {
  const report = readReport(file);
  // A file that does not load has no tests of its own; it still is a failure.
  const brokenFiles = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ one) =>
      one.status === 'failed' && one.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {string} file
 * @returns {TestCounts}
 */
export function playwrightCounts(file) {
  const { stats, errors } = readReport(file);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
    skipped: stats.skipped,
  };
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`the tests left no report at ${file}`, { cause: error });
  }
}
