// `npm run bench`: bundles bench/run.ts and runs it on a virtual display. Not a test: it prints a table of ratios.
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './build-if-stale.mjs';
import { runAsCommand } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { outDir, rootDir } from './paths.mjs';
import { run } from './run-process.mjs';

const LIMIT_MS = 1_800_000;

runAsCommand(import.meta.url, async () => {
  await bootstrap({ system: ['electron', 'display'] });
  const { executable } = await electronRuntime();
  await buildIfStale();
  const runner = await bundleBench();
  const args = ['--enable-source-maps', runner, ...process.argv.slice(2)];
  const { code, timedOut } = await withVirtualDisplay({}, (display) =>
    run(process.execPath, args, { limitMs: LIMIT_MS, env: { ...display, SALLYPORT_ELECTRON: executable } }),
  );
  if (timedOut) throw new Error(`the benchmarks took longer than ${LIMIT_MS / 1000} s`);
  return code;
});

/** Packages stay packages: benchmarks run in the checkout, and Playwright cannot be bundled. */
async function bundleBench() {
  const { build } = await import('vite');
  await build({
    root: rootDir,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: path.join(outDir, 'bench'),
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        // The others run in processes of their own.
        input: ['run', 'tunnel-ends', 'idle-tunnels', 'ssh-sandbox'].map((name) =>
          path.join(rootDir, 'bench', `${name}.ts`),
        ),
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
  return path.join(outDir, 'bench', 'run.js');
}
