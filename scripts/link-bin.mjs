// Puts this project's own command into node_modules/.bin: npm links only those of dependencies, and `npx sallyport`
// would otherwise ask the registry. Runs as npm's postinstall and at every bootstrap.
import fs from 'node:fs';
import path from 'node:path';
import { runAsCommand } from './command.mjs';
import { rootDir } from './paths.mjs';

export function linkOwnBin() {
  const binDir = path.join(rootDir, 'node_modules', '.bin');
  const script = path.join(rootDir, 'scripts', 'sallyport.mjs');
  const link = path.join(binDir, 'sallyport');
  if (process.platform === 'win32') {
    const cmd = `@node "%~dp0\\..\\..\\scripts\\sallyport.mjs" %*\r\n`;
    replaceFile(`${link}.cmd`, (file) => fs.writeFileSync(file, cmd));
    return;
  }
  const target = path.relative(binDir, script);
  if (readLink(link) === target) return;
  replaceFile(link, (file) => fs.symlinkSync(target, file));
}

/**
 * @param {string} file
 * @param {(temporary: string) => void} create
 */
function replaceFile(file, create) {
  const temporary = `${file}.${process.pid}`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  create(temporary);
  fs.renameSync(temporary, file);
}

/** @param {string} link */
function readLink(link) {
  try {
    return fs.readlinkSync(link);
  } catch {
    return undefined;
  }
}

runAsCommand(import.meta.url, async () => linkOwnBin());
