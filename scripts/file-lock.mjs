// One process at a time for work that several started commands may want to do at once (npm ci, build, Electron).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rootDir } from './paths.mjs';

const POLL_MS = 100;

/**
 * Runs `work` while holding the lock `name` of this checkout. A lock whose owner died is taken over.
 * @template T
 * @param {string} name
 * @param {number} maxWaitMs how long another holder may keep us waiting
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFileLock(name, maxWaitMs, work) {
  const file = lockPath(name);
  const giveUpAt = Date.now() + maxWaitMs;
  while (!tryTake(file)) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${maxWaitMs / 1000} s for another process: ${file}`);
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** @param {string} name */
function lockPath(name) {
  const owner = typeof process.getuid === 'function' ? process.getuid() : os.userInfo().username;
  const checkout = createHash('sha256').update(rootDir).digest('hex').slice(0, 12);
  return path.join(os.tmpdir(), `sallyport-${owner}-${checkout}-${name}.lock`);
}

/** @param {string} file */
function tryTake(file) {
  // Written aside and linked in one step, so that a lock is never seen without its owner's pid.
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    dropIfOwnerDied(file);
    return false;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/** @param {string} file */
function dropIfOwnerDied(file) {
  let pid;
  try {
    pid = Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') fs.rmSync(file, { force: true });
  }
}
