// How the e2e tests run: the real app, one at a time, on whatever display there is (scripts/e2e-lanes.mjs brings its own,
// and runs parts of this side by side).
import path from 'node:path';
import { defineConfig } from '@playwright/test';

const root = path.resolve(__dirname, '..');

export default defineConfig({
  testDir: __dirname,
  testMatch: '*.spec.ts',
  outputDir: path.join(root, 'test-results'),
  // Two workers would share a display, where only one window has the focus.
  workers: 1,
  // A test that passes the second time has found something.
  retries: 0,
  // Guards against what stands still, not measures: each is several times what the busiest machine needs.
  timeout: 120_000,
  globalTimeout: 14 * 60_000,
  expect: { timeout: 20_000 },
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: { actionTimeout: 20_000 },
});
