// Unit and engine tests: plain Node, no Electron. Tests lie beside the file they test as x.test.ts.
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** These start nothing and listen to nothing: files one after the other in one process save half of their time. */
const PURE = '{renderer,shared}/**/*.test.{ts,tsx}';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    // Engine tests start real servers and shells on a possibly busy machine: slow is not wrong, standing still is.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
    // Vitest's own choice leaves a processor free, which on two of them means one file at a time, mostly waiting.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'engine', include: ['{electron,scripts}/**/*.test.{ts,tsx,mjs}'] },
      },
      { extends: true, test: { name: 'pure', include: [PURE], isolate: false } },
    ],
  },
});
