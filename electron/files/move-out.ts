// Moves files and folders of ours to a folder that a person chose; what has their names there is left alone.
import { cp, lstat, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import { errorCode } from '../base/atomic-file.ts';
import { freeName } from './file-name.ts';
import { localError } from './local-error.ts';

/** Rejects with AppError; what was moved by then stays there. */
export async function moveOut(files: readonly string[], folder: string, signal: AbortSignal): Promise<void> {
  for (const file of files) {
    const name = await freeName(path.basename(file), 1, (each) => isFree(path.join(folder, each)));
    const to = path.join(folder, name);
    try {
      await move(file, to, signal);
    } catch (error) {
      throw localError(error, to, 'written');
    }
  }
}

/** Between this look and the move another program may take the name; a moment, and of a folder that is the person's. */
async function isFree(place: string): Promise<boolean> {
  try {
    await lstat(place);
    return false;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw localError(error, place, 'found');
  }
}

async function move(from: string, to: string, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  try {
    await rename(from, to);
    return;
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
  }
  await copyWhole(from, to, signal);
  await rm(from, { recursive: true, force: true });
}

/** To another disk. Half of it is nothing that anybody wants. */
async function copyWhole(from: string, to: string, signal: AbortSignal): Promise<void> {
  const filter = (): boolean => {
    throwIfAborted(signal);
    return true;
  };
  try {
    await cp(from, to, {
      recursive: true,
      force: false,
      errorOnExist: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
      filter,
    });
  } catch (error) {
    if (errorCode(error) !== 'ERR_FS_CP_EEXIST') await rm(to, { recursive: true, force: true });
    throw error;
  }
}
