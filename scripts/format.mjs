// `npm run format`: rewrites every file the way `npm run check` wants it. Arguments name files, all by default.
import { bootstrap } from './bootstrap.mjs';
import { runAsCommand } from './command.mjs';
import { prettierArguments } from './check-steps.mjs';
import { run } from './run-process.mjs';

runAsCommand(import.meta.url, async () => {
  await bootstrap();
  const args = prettierArguments('--write', process.argv.slice(2));
  return (await run(process.execPath, args, { limitMs: 120_000 })).code;
});
