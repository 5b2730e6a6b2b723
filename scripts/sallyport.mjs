#!/usr/bin/env node
// The `sallyport` command in a checkout: builds out/main/cli.js when it is missing or stale, then runs it in this very
// process. Stdout belongs to the command.
import { createRequire } from 'node:module';
import path from 'node:path';
import { outDir } from './paths.mjs';
import { isBuildStale } from './build-stamp.mjs';

if (isBuildStale()) {
  try {
    const { bootstrap } = await import('./bootstrap.mjs');
    const { buildIfStale } = await import('./build-if-stale.mjs');
    await bootstrap();
    await buildIfStale();
  } catch (error) {
    process.stderr.write(`sallyport: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
const cli = path.join(outDir, 'main', 'cli.js');
process.argv[1] = cli;
createRequire(import.meta.url)(cli);
