// `npm run -s sandbox -- --json`: the sandbox alone, without a window. Stdout carries only what the sandbox prints.
import { createRequire } from 'node:module';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './build-if-stale.mjs';
import { runAsCommand } from './command.mjs';
import { outDir } from './paths.mjs';

const ORPHAN_CHECK_MS = 200;

runAsCommand(import.meta.url, async () => {
  await bootstrap();
  await buildIfStale();
  if (process.env['npm_lifecycle_event']) stopWithParent();
  // In this process: a signal sent to us reaches the sandbox, and its exit is ours.
  const sandbox = path.join(outDir, 'main', 'sandbox.js');
  process.argv[1] = sandbox;
  createRequire(import.meta.url)(sandbox);
});

/** npm passes a SIGTERM only to its shell, and the shell dies without passing it on. */
function stopWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, ORPHAN_CHECK_MS).unref();
}
