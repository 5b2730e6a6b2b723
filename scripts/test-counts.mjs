// How many tests passed and failed, from the JSON reports of vitest and Playwright.
import fs from 'node:fs';

/** A run that did not get as far as a report has failed once. */
const NO_REPORT = { passed: 0, failed: 1, skipped: 0 };

/** @typedef {{ passed: number, failed: number, skipped: number }} TestCounts */

/**
 * @param {string} file
 * @returns {TestCounts}
 */
export function vitestCounts(file) {
  const report = readReport(file);
  if (!report) return NO_REPORT;
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
  const report = readReport(file);
  if (!report) return NO_REPORT;
  const { stats, errors } = report;
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
    skipped: stats.skipped,
  };
}

/** @param {string} file */
function readReport(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}
