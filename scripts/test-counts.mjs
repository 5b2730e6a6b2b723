// How many tests passed, and which failed with what, from the JSON reports of vitest and Playwright.
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { rootDir } from './paths.mjs';

/**
 * @typedef {object} TestCounts
 * @property {number} passed
 * @property {number} skipped
 * @property {readonly string[]} failures a line each: file, test, first line of what it said
 */

/**
 * @param {string} file
 * @returns {TestCounts}
 */
export function vitestCounts(file) {
  const report = readReport(file);
  if (!report) return noReport(file);
  return {
    passed: report.numPassedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap(failuresOfFile),
  };
}

/**
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestTest
 * @param {{ name: string, status: string, message: string, assertionResults: VitestTest[] }} result
 * @returns {string[]}
 */
function failuresOfFile({ name, status, message, assertionResults }) {
  const file = path.relative(rootDir, name);
  // A file that does not load has no tests of its own; it still is a failure.
  if (status === 'failed' && assertionResults.length === 0) return [line(file, 'does not load', message)];
  return assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => line(file, test.fullName, test.failureMessages[0]));
}

/**
 * @param {string} file
 * @returns {TestCounts}
 */
export function playwrightCounts(file) {
  const report = readReport(file);
  if (!report) return noReport(file);
  const { stats, errors, suites } = report;
  const failures = suites.flatMap(failuresOfSuite);
  // Errors outside of a test, such as a file that does not load or the limit of the whole run.
  const outside = errors.map((/** @type {PlaywrightError} */ error) =>
    line('e2e', 'outside of a test', error.message),
  );
  return {
    passed: stats.expected + stats.flaky,
    skipped: stats.skipped,
    failures: failures.length > 0 ? failures : outside,
  };
}

/**
 * @typedef {{ message?: string }} PlaywrightError
 * @typedef {{ status: string, results: { error?: PlaywrightError }[] }} PlaywrightTest
 * @typedef {{ file: string, line: number, title: string, tests: PlaywrightTest[] }} PlaywrightSpec
 * @typedef {{ specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 * @param {PlaywrightSuite} suite
 * @returns {string[]}
 */
function failuresOfSuite({ specs = [], suites = [] }) {
  const own = specs.flatMap(({ file, line: at, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected')
      .map(({ results }) =>
        line(`e2e/${file}:${at}`, title, results.find(({ error }) => error)?.error?.message),
      ),
  );
  return [...own, ...suites.flatMap(failuresOfSuite)];
}

/**
 * A run that did not get as far as a report has failed.
 * @param {string} file
 * @returns {TestCounts}
 */
function noReport(file) {
  return { passed: 0, skipped: 0, failures: [line(path.basename(file, '.json'), 'ended without a report')] };
}

/**
 * @param {string} where
 * @param {string} what
 * @param {string} [said]
 */
function line(where, what, said = '') {
  const first = stripVTControlCharacters(said)
    .split('\n')
    .find((text) => text.trim() !== '');
  return `${where} › ${what}${first ? `: ${first.trim()}` : ''}`;
}

/** @param {string} file */
function readReport(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}
