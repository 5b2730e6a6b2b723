// More ways to the files of one target, for downloads that one session would hold up: opened when a large file comes,
// shared by all that come meanwhile, closed with the last of them.
import type { Log } from '../base/log.ts';
import type { RemoteFiles } from './remote-files.ts';

export interface ExtraFiles {
  readonly files: RemoteFiles;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface MoreSessionsParts {
  /** Null: the way to this target gains nothing by it. Rejects when it is refused. */
  readonly open: (signal: AbortSignal) => Promise<ExtraFiles | null>;
  /** Beside the one that is there. */
  readonly extra: () => number;
  readonly log: Log;
}

export class MoreSessions {
  readonly #parts: MoreSessionsParts;
  readonly #users = new Set<(files: RemoteFiles) => void>();
  readonly #open = new Map<RemoteFiles, ExtraFiles>();
  #life: AbortController | null = null;

  constructor(parts: MoreSessionsParts) {
    this.#parts = parts;
  }

  /** `onMore` is told of each that is there and of each that comes. The returned function says that no more are needed. */
  use(onMore: (files: RemoteFiles) => void): () => void {
    this.#users.add(onMore);
    for (const files of this.#open.keys()) onMore(files);
    if (this.#life === null) {
      this.#life = new AbortController();
      void this.#openAll(this.#life.signal);
    }
    return () => {
      if (!this.#users.delete(onMore) || this.#users.size > 0) return;
      this.#life?.abort();
      this.#life = null;
      for (const each of this.#open.values()) void each.close();
      this.#open.clear();
    };
  }

  /** One after the other: AWS limits how fast sessions begin, and the first refusal holds for all. */
  async #openAll(signal: AbortSignal): Promise<void> {
    try {
      const extra = this.#parts.extra();
      for (let count = 0; count < extra; count += 1) {
        const each = await this.#parts.open(signal);
        if (each === null) return;
        if (signal.aborted) {
          await each.close();
          return;
        }
        this.#open.set(each.files, each);
        void each.files.ended.then(() => {
          // Its files ended by themselves: the session under them serves nobody.
          if (this.#open.delete(each.files)) void each.close();
        });
        for (const tell of this.#users) tell(each.files);
      }
    } catch (error) {
      // The download goes on with those that there are.
      if (!signal.aborted) this.#parts.log.info('A further session for a download was refused.', { error });
    }
  }
}
