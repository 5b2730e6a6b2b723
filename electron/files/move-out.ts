// Moves files and folders of ours to a folder that a person chose; what has their names there is left alone.
import { cp, lstat, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { throwIfAborted } from '../base/abort.ts';
import { errorCode } from '../base/atomic-file.ts';
import { numberedName } from './file-name.ts';
import { localError } from './local-error.ts';

const MAX_NUMBER = 1_000;

/** Rejects with AppError; what was moved by then stays there. */
export async function moveOut(files: readonly string[], folder: string, signal: AbortSignal): Promise<void> {
  for (const file of files) {
    const to = await freePlace(folder, path.basename(file));
    try {
      await move(file, to, signal);
    } catch (error) {
      throw localError(error, to, 'written');
    }
  }
}

/** Between this look and the move another program may take the name; a moment, and of a folder that is the person's. */
async function freePlace(folder: string, name: string): Promise<string> {
  for (let number = 1; number < MAX_NUMBER; number += 1) {
    const place = path.join(folder, number === 1 ? name : numberedName(name, number));
    try {
      await lstat(place);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return place;
      throw localError(error, place, 'found');
    }
  }
  throw new AppError('files/exists', 'There are too many of this name already.');
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
