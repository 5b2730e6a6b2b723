// A range of a remote file over several sessions at once, delivered in order: so that what has arrived is always the
// beginning, and a part is gone on with as if one session had fetched it. What waits for its turn is bounded.
//
//   session 1  [0]   [3]   [5] ...
//   session 2    [1]    [4]  ...          ->  [0] [1] [2] [3] ...
//   session 3      [2]  ...
import type { MoreSessions } from './more-sessions.ts';
import { throwIfAborted } from '../base/abort.ts';
import { AppError } from '../../shared/app-error.ts';
import type { RemoteFiles } from './remote-files.ts';

export interface ParallelRange {
  readonly path: string;
  readonly from: number;
  /** Past the last byte. */
  readonly to: number;
  readonly signal: AbortSignal;
}

/** A smaller file is here by the time that another session is open. */
export const PARALLEL_FROM_BYTES = 8 * 1024 * 1024;

/** Large enough that opening the file again for each costs little, small enough that the last ones end together. */
const STRETCH_BYTES = 1024 * 1024;
/** One under way while the next is asked for: a session never waits for a round trip. */
const AT_ONCE = 2;
/** Ahead of what was delivered, for each session. */
const AHEAD_BYTES = 3 * STRETCH_BYTES;

/** Fails as the first session does; what another one cannot fetch is fetched by the rest. */
export async function* readInParallel(
  first: RemoteFiles,
  more: MoreSessions,
  range: ParallelRange,
): AsyncGenerator<Buffer, undefined> {
  const reading = new ParallelReading(range);
  reading.add(first, 'first');
  const release = more.use((files) => {
    reading.add(files, 'further');
  });
  try {
    for (let at = range.from; at < range.to;) {
      const bytes = await reading.next(at);
      at += bytes.length;
      yield bytes;
    }
  } finally {
    // First: whatever a session that hangs keeps waiting, the others are closed.
    release();
    await reading.end();
  }
  return undefined;
}

class ParallelReading {
  readonly #range: ParallelRange;
  readonly #life = new AbortController();
  readonly #stopListening: () => void;
  readonly #arrived = new Map<number, Buffer>();
  /** Begun by a session that failed. */
  readonly #again: number[] = [];
  readonly #workers: Promise<void>[] = [];
  #sessions = 0;
  #nextOffset: number;
  #delivered: number;
  #failure: Error | null = null;
  #change: { readonly come: Promise<void>; readonly tell: () => void } = newChange();

  constructor(range: ParallelRange) {
    this.#range = range;
    this.#nextOffset = range.from;
    this.#delivered = range.from;
    const stop = (): void => {
      this.#life.abort();
      this.#changed();
    };
    range.signal.addEventListener('abort', stop, { once: true });
    this.#stopListening = () => {
      range.signal.removeEventListener('abort', stop);
    };
  }

  add(files: RemoteFiles, which: 'first' | 'further'): void {
    this.#sessions += 1;
    for (let count = 0; count < AT_ONCE; count += 1) this.#workers.push(this.#work(files, which));
    this.#changed();
  }

  /** The stretch that begins at `at`. */
  async next(at: number): Promise<Buffer> {
    for (;;) {
      throwIfAborted(this.#range.signal);
      if (this.#failure !== null) throw this.#failure;
      const bytes = this.#arrived.get(at);
      if (bytes !== undefined) {
        this.#arrived.delete(at);
        this.#delivered = at + bytes.length;
        this.#changed();
        return bytes;
      }
      await this.#change.come;
    }
  }

  async end(): Promise<void> {
    this.#stopListening();
    this.#life.abort();
    this.#changed();
    await Promise.all(this.#workers);
  }

  async #work(files: RemoteFiles, which: 'first' | 'further'): Promise<void> {
    const { signal } = this.#life;
    while (!signal.aborted && this.#delivered < this.#range.to) {
      const offset = this.#take();
      if (offset === null) {
        await this.#change.come;
        continue;
      }
      try {
        this.#arrived.set(offset, await this.#fetch(files, offset));
      } catch (error) {
        this.#again.push(offset);
        // Another one is left to do it, or nobody needs it any more.
        if (which === 'first' && !signal.aborted)
          this.#failure ??= error instanceof Error ? error : new Error(String(error));
        this.#changed();
        return;
      }
      this.#changed();
    }
  }

  #take(): number | null {
    const again = this.#again.shift();
    if (again !== undefined) return again;
    const offset = this.#nextOffset;
    const isTooFar = offset >= this.#delivered + this.#sessions * AHEAD_BYTES;
    if (offset >= this.#range.to || isTooFar) return null;
    this.#nextOffset = Math.min(this.#range.to, offset + STRETCH_BYTES);
    return offset;
  }

  async #fetch(files: RemoteFiles, from: number): Promise<Buffer> {
    const to = Math.min(this.#range.to, from + STRETCH_BYTES);
    const parts: Buffer[] = [];
    const stream = await files.read(this.#range.path, { from, to, size: this.#range.to }, this.#life.signal);
    for await (const chunk of stream) parts.push(chunk as Buffer);
    const bytes = Buffer.concat(parts);
    if (bytes.length === to - from) return bytes;
    throw new AppError('files/changed', `${this.#range.path} became shorter while it was copied.`);
  }

  #changed(): void {
    const { tell } = this.#change;
    this.#change = newChange();
    tell();
  }
}

function newChange(): { readonly come: Promise<void>; readonly tell: () => void } {
  let tell: () => void = () => undefined;
  const come = new Promise<void>((resolve) => (tell = resolve));
  return { come, tell };
}
