// `npm run screenshots -- DIR [FILTER...]`: a picture of every state of the real app, in both themes and several sizes, into
// DIR; with filters only those walks (`start`, `terminal`, `desktop`).
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './build-if-stale.mjs';
import { runAsCommand } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { rootDir, toolScript } from './paths.mjs';
import { run } from './run-process.mjs';
import { desktopGroup } from './system-packages.mjs';

const LIMIT_MS = 900_000;

runAsCommand(import.meta.url, async () => {
  const [wanted, ...filters] = process.argv.slice(2);
  const dir = path.resolve(wanted ?? path.join(rootDir, 'test-results', 'screenshots'));
  await bootstrap({ system: ['electron', 'display', 'pictures', ...desktopGroup()] });
  const runtime = await electronRuntime();
  await buildIfStale();
  const config = path.join(rootDir, 'e2e', 'screenshots.config.ts');
  const args = [toolScript('@playwright/test/cli.js'), 'test', '--config', config, ...filters];
  const { code } = await withVirtualDisplay({}, (display) => {
    const env = { ...display, SALLYPORT_ELECTRON: runtime.executable, SALLYPORT_SCREENSHOTS: dir };
    return run(process.execPath, args, { limitMs: LIMIT_MS, env });
  });
  process.stdout.write(`${dir}\n`);
  return code;
});
