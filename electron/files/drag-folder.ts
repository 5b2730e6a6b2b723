// Where files lie that are dragged out: a folder of the user's own, in it one for each drag.
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DragId } from '../../shared/ids.ts';
import { localError } from './local-error.ts';

/** Whatever the files are: nobody else on this machine reads them. */
const OWNER_ONLY = 0o700;

export class DragFolder {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  of(id: DragId): string {
    return path.join(this.#root, id);
  }

  /** Rejects with AppError. */
  async make(id: DragId): Promise<string> {
    const folder = this.of(id);
    try {
      await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    } catch (error) {
      throw localError(error, folder, 'made');
    }
    return folder;
  }

  /** What is to be dragged: the files and folders right in it, never a link. Rejects with AppError. */
  async filesOf(id: DragId): Promise<readonly string[]> {
    const folder = this.of(id);
    try {
      const files: string[] = [];
      for (const name of (await readdir(folder)).sort()) {
        const file = path.join(folder, name);
        const facts = await lstat(file);
        if (facts.isFile() || facts.isDirectory()) files.push(file);
      }
      return files;
    } catch (error) {
      throw localError(error, folder, 'read');
    }
  }

  async remove(id: DragId): Promise<void> {
    await rm(this.of(id), { recursive: true, force: true });
  }

  /** What an earlier run has left too: nothing in it is anybody's work. */
  async removeAll(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }
}
