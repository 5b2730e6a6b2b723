// `npm run package`: the unpacked app in dist/, made by electron-builder for this platform. `-- --release` makes the
// installers instead, with the official Electron only.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './build-if-stale.mjs';
import { runAsCommand } from './command.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { packCommandLine } from './package-command-line.mjs';
import { rootDir, toolScript } from './paths.mjs';
import { run } from './run-process.mjs';

const LIMIT_MS = 900_000;
/** Turns off the privileges of file: pages; set here because Electron 25, the fallback, does not know this fuse. */
const NEWER_FUSES = '-c.electronFuses.grantFileProtocolExtraPrivileges=false';
const distDir = path.join(rootDir, 'dist');
/** Named in electron-builder.yml too. */
const commandLineDir = path.join(distDir, 'command-line');

/** Where electron-builder leaves the executable of the unpacked app. */
export function packagedExecutable() {
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`;
  if (process.platform === 'darwin') {
    return path.join(distDir, `mac${arch}`, 'Sallyport.app', 'Contents', 'MacOS', 'Sallyport');
  }
  if (process.platform === 'win32') return path.join(distDir, `win${arch}-unpacked`, 'Sallyport.exe');
  return path.join(distDir, `linux${arch}-unpacked`, 'sallyport');
}

/** @param {import('./electron-runtime.mjs').ElectronRuntime} runtime */
export async function packageUnpacked(runtime) {
  const isDevelopment = runtime.source !== 'official';
  if (isDevelopment) warnDevelopment(runtime.version);
  fs.rmSync(path.dirname(packagedExecutable()), { recursive: true, force: true });
  await packCommandLine(commandLineDir, { isRelease: false });
  await electronBuilder([
    '--dir',
    `-c.electronDist=${runtime.dist}`,
    `-c.electronVersion=${runtime.version}`,
    isDevelopment ? '-c.extraMetadata.developmentPackage=true' : NEWER_FUSES,
  ]);
  const executable = packagedExecutable();
  // electron-builder leaves it there when it is handed an unpacked Electron.
  fs.rmSync(path.join(path.dirname(executable), 'resources', 'default_app.asar'), { force: true });
  if (!fs.existsSync(executable)) throw new Error(`electron-builder did not make ${executable}`);
  return executable;
}

/** @param {readonly string[]} args */
async function electronBuilder(args) {
  const config = path.join(rootDir, 'electron-builder.yml');
  const all = [toolScript('electron-builder/cli.js'), '--config', config, '--publish', 'never', ...args];
  const { code, timedOut, output } = await run(process.execPath, all, {
    limitMs: LIMIT_MS,
    output: 'collect',
  });
  if (timedOut) throw new Error(`electron-builder took longer than ${LIMIT_MS / 1000} s`);
  if (code !== 0) throw new Error(`electron-builder failed:\n${output.trim().slice(-4000)}`);
}

/** @param {string} version */
function warnDevelopment(version) {
  const line = '*'.repeat(78);
  process.stderr.write(
    `${line}\nDEVELOPMENT PACKAGE: made with Electron ${version}, not with the official build.\n` +
      `It is for trying and testing on this machine. Do not give it to anybody.\n${line}\n`,
  );
}

runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({ options: { release: { type: 'boolean' } } });
  await bootstrap({ system: ['electron'] });
  const runtime = await electronRuntime();
  await buildIfStale();
  if (!values.release) {
    process.stdout.write(`${await packageUnpacked(runtime)}\n`);
    return;
  }
  if (runtime.source !== 'official') throw new Error('installers are made with the official Electron only');
  await packCommandLine(commandLineDir, { isRelease: true });
  await electronBuilder([NEWER_FUSES]);
  process.stdout.write(`${distDir}\n`);
});
