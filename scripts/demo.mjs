// `npm run demo`: from a fresh clone to a shell. With a display it opens the app on the sandbox and stays; without one
// it walks the guided path (demo-path.mjs) on a virtual display and exits 0 when the shell has answered.
import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './build-if-stale.mjs';
import { runAsCommand } from './command.mjs';
import { hasDisplay, withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { runApp } from './launch.mjs';

const GUIDED_LIMIT_MS = 180_000;

runAsCommand(import.meta.url, async () => {
  const isGuided = !hasDisplay() || process.argv.includes('--guided');
  await bootstrap({ system: isGuided ? ['electron', 'display'] : ['electron'] });
  const { executable } = await electronRuntime();
  await buildIfStale();
  if (!isGuided) return await runApp(executable, ['--sandbox']);
  process.stdout.write('no display: taking the guided path on a virtual one\n');
  // Our own exit kills what we started, so one timer is a hard limit for all of it.
  const limit = setTimeout(() => {
    process.stderr.write(`error: the guided path took longer than ${GUIDED_LIMIT_MS / 1000} s\n`);
    process.exit(1);
  }, GUIDED_LIMIT_MS);
  const { walkDemoPath } = await import('./demo-path.mjs');
  try {
    await withVirtualDisplay({ screen: '1280x800x24' }, (env) => walkDemoPath(executable, env));
  } finally {
    clearTimeout(limit);
  }
  return 0;
});
