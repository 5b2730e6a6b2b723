// Which files of this computer the window may send: those that a person has dropped on it. The page never says a path:
// the preload sees the drop itself, tells main where the files lie, and the page is handed a word for them.
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';

const pathsSchema = z
  .array(
    z
      .string()
      .min(1)
      .max(32_768)
      .refine((file) => path.isAbsolute(file), 'not an absolute path'),
  )
  .min(1)
  .max(10_000);

/** A drop is sent at once; what nobody has taken by the time of so many later ones is forgotten. */
const MAX_WAITING = 8;

export class DropGrants {
  readonly #newId: () => string;
  readonly #waiting = new Map<string, readonly string[]>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** For what the preload says; null when that makes no sense. */
  give(paths: unknown): string | null {
    const parsed = pathsSchema.safeParse(paths);
    if (!parsed.success) return null;
    const grant = this.#newId();
    this.#waiting.set(grant, parsed.data);
    for (const old of [...this.#waiting.keys()].slice(0, -MAX_WAITING)) this.#waiting.delete(old);
    return grant;
  }

  /** Once. Throws `ipc/refused` for one that was not given. */
  take(grant: string): readonly string[] {
    const paths = this.#waiting.get(grant);
    if (paths === undefined)
      throw new AppError('ipc/refused', 'Only files that were dropped on the window can be uploaded.');
    this.#waiting.delete(grant);
    return paths;
  }
}
