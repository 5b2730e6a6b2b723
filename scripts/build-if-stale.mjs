// For commands that need out/: builds it when it is older than its sources, in a process of its own, because bundlers
// change the environment and keep threads running.
import path from 'node:path';
import { isBuildStale } from './build-stamp.mjs';
import { rootDir } from './paths.mjs';
import { run } from './run-process.mjs';

const LIMIT_MS = 300_000;

/** Prints to stderr only: stdout may belong to a command that builds on the way. */
export async function buildIfStale() {
  if (!isBuildStale()) return;
  const args = [path.join(rootDir, 'scripts', 'build.mjs'), '--if-stale'];
  const { code, timedOut } = await run(process.execPath, args, { limitMs: LIMIT_MS, output: 'stderr' });
  if (timedOut) throw new Error(`the build took longer than ${LIMIT_MS / 1000} s`);
  if (code !== 0) throw new Error('the build failed');
}
