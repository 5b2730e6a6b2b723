// What a transfer consists of, whichever way it goes: folders to make, files to copy, and what is left out.
import { AppError } from '../../shared/app-error.ts';
import type { LeftOut } from '../../shared/files.ts';

export interface PlannedFile {
  readonly from: string;
  /** Steps below the destination, each checked to be one name there. */
  readonly to: readonly string[];
  readonly size: number;
  readonly modifiedAt: number | null;
  readonly mode: number;
}

/** So many are held in memory: some 200 bytes each. */
const MAX_FILES = 300_000;
/** Deeper than people nest; a loop that nothing else finds ends here. */
const MAX_DEPTH = 100;

export class TransferPlan {
  /** Each after the one that it lies in. */
  readonly folders: (readonly string[])[] = [];
  readonly files: PlannedFile[] = [];
  readonly leftOut: LeftOut[] = [];
  bytes = 0;
  readonly #onGrown: () => void;

  constructor(onGrown: () => void) {
    this.#onGrown = onGrown;
  }

  /** Looking begins anew. */
  clear(): void {
    this.folders.length = 0;
    this.files.length = 0;
    this.leftOut.length = 0;
    this.bytes = 0;
  }

  /** Throws `files/too-many`. */
  addFile(file: PlannedFile): void {
    this.files.push(file);
    this.bytes += file.size;
    this.#grown();
  }

  /** False: too deep, it was left out. Throws `files/too-many`. */
  addFolder(to: readonly string[]): boolean {
    if (to.length > MAX_DEPTH) {
      this.leaveOut(to, 'It lies too deep: folders in folders in folders.');
      return false;
    }
    this.folders.push(to);
    this.#grown();
    return true;
  }

  leaveOut(to: readonly string[], why: string): void {
    this.leftOut.push({ name: to.join('/'), why });
    this.#grown();
  }

  #grown(): void {
    if (this.files.length + this.folders.length + this.leftOut.length > MAX_FILES)
      throw new AppError('files/too-many', `There are more than ${MAX_FILES.toLocaleString('en')} files.`);
    this.#onGrown();
  }
}
