// Unit and engine tests: plain Node, no Electron. Tests lie beside the file they test as x.test.ts.
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    include: ['{electron,renderer,shared,scripts}/**/*.test.{ts,tsx,mjs}'],
    // Engine tests start real servers and shells on a possibly busy machine: slow is not wrong, standing still is.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
    // Vitest's own choice leaves a processor free, which on two of them means one file at a time, mostly waiting.
    maxWorkers: 2,
  },
});
