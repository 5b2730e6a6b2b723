// What a file is called while it arrives. The name tells which version of which file it is a part of, so that a part
// is gone on with only for the very same bytes, without any note beside it.
import { createHash } from 'node:crypto';

export interface Version {
  /** Where it comes from. */
  readonly from: string;
  readonly size: number;
  readonly modifiedAt: number | null;
}

/** The parts that are being written now: the same file moved twice at once gets two of them. */
export class OpenParts {
  readonly #taken = new Set<string>();

  take(folder: string, version: Version): { readonly name: string; release(): void } {
    for (let number = 1; ; number += 1) {
      const name = partName(version, number);
      const key = `${folder}\0${name}`;
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return {
        name,
        release: () => {
          this.#taken.delete(key);
        },
      };
    }
  }
}

function partName(version: Version, number: number): string {
  const text = JSON.stringify([version.from, version.size, version.modifiedAt, number]);
  return `.sallyport-${createHash('sha256').update(text).digest('hex').slice(0, 20)}.part`;
}
