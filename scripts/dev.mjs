// `npm run dev`: the app with hot reload of the window and a restart when main or preload change.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { dropBuildStamp } from './build-stamp.mjs';
import { runAsCommand } from './command.mjs';
import { hasDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { chromiumArguments } from './launch.mjs';
import { configDir, rootDir, toolScript } from './paths.mjs';

runAsCommand(import.meta.url, async () => {
  if (!hasDisplay()) throw new Error('there is no display here ($DISPLAY is not set)');
  await bootstrap({ system: ['electron'] });
  const { executable } = await electronRuntime();
  dropBuildStamp();
  const config = path.join(configDir, 'electron-vite.config.ts');
  const appArgs = [...chromiumArguments(), ...process.argv.slice(2)];
  const args = [
    toolScript('electron-vite/bin/electron-vite.js'),
    'dev',
    '--watch',
    '--config',
    config,
    '--',
    ...appArgs,
  ];
  const env = { ...process.env, ELECTRON_EXEC_PATH: executable };
  const child = spawn(process.execPath, args, { cwd: rootDir, stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => child.kill(signal));
  }
  const [code] = await once(child, 'close');
  return code ?? 1;
});
