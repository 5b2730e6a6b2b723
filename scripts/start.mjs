// `npm start`: the app on the user's own AWS profiles. Arguments after `--` go to the app.
import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './build-if-stale.mjs';
import { runAsCommand } from './command.mjs';
import { hasDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { runApp } from './launch.mjs';

runAsCommand(import.meta.url, async () => {
  if (!hasDisplay()) throw new Error('there is no display here ($DISPLAY is not set); try `npm run demo`');
  await bootstrap({ system: ['electron'] });
  const { executable } = await electronRuntime();
  await buildIfStale();
  return runApp(executable, process.argv.slice(2));
});
