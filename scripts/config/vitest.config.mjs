// Unit and engine tests: plain Node, no Electron. Tests lie beside the file they test as x.test.ts.
import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

/** These start nothing and listen to nothing. */
const PURE = '{renderer,shared}/**/*.test.{ts,tsx}';
const ENGINE = '{electron,scripts}/**/*.test.{ts,tsx,mjs}';
/** These put something in the place of a module, which would be there for the next file too. */
const MOCKED = 'electron/**/*.mocked.test.ts';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    // Engine tests start real servers and shells on a possibly busy machine: slow is not wrong, standing still is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    expect: { poll: { timeout: 30_000 } },
    // Vitest's own choice leaves a processor free, which on two of them means one file at a time, mostly waiting.
    maxWorkers: 2,
    // A worker takes one file after the other in the same process: to load our modules and AWS's clients anew for each
    // was half of what all tests cost. A test therefore undoes what it changes in the process.
    isolate: false,
    projects: [
      {
        extends: true,
        test: { name: 'engine', include: [ENGINE], exclude: [...configDefaults.exclude, MOCKED] },
      },
      { extends: true, test: { name: 'mocked', include: [MOCKED], isolate: true } },
      { extends: true, test: { name: 'pure', include: [PURE] } },
    ],
  },
});
