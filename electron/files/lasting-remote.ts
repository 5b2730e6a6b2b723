// The files of a target over connections that come and go: what was asked when one broke is asked again over the next.
import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { isLost } from './local-error.ts';
import type { RemoteFiles } from './remote-files.ts';

export interface LastingRemoteParts {
  /** Waits for the connection to be there. Rejects when it will not come back. */
  readonly open: (signal: AbortSignal) => Promise<RemoteFiles>;
  /** What becomes of one that is no longer used; it is closed when this is not given. */
  readonly letGo?: (remote: RemoteFiles) => void;
  readonly onLost: (error: unknown) => void;
  readonly onBack: () => void;
  readonly clock: Clock;
}

/** A target that ends every connection is not asked for ever: so many times without a byte or an answer between. */
const MAX_LOSSES = 8;
const RETRY_MS = 1_000;

export class LastingRemote {
  readonly #parts: LastingRemoteParts;
  #current: Promise<RemoteFiles> | null = null;
  #losses = 0;

  constructor(parts: LastingRemoteParts) {
    this.#parts = parts;
  }

  /** `ask` must be fit to be asked twice. Rejects as it does, except with a lost connection. */
  async run<T>(ask: (remote: RemoteFiles) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      const opening = (this.#current ??= this.#open(signal));
      let isOpen = false;
      try {
        const remote = await opening;
        isOpen = true;
        const answer = await ask(remote);
        this.moved();
        return answer;
      } catch (error) {
        const isCurrent = this.#current === opening;
        if (!isLost(error) || signal.aborted || (isCurrent && this.#losses >= MAX_LOSSES)) {
          // Of a connection that is gone, or never came, the next ask has no use: it begins anew.
          if (isCurrent && (!isOpen || isLost(error))) {
            this.#drop();
            this.#losses = 0;
          }
          throw error;
        }
        // Others may have lost the same one, and one of them has dropped it.
        if (!isCurrent) continue;
        this.#losses += 1;
        this.#drop();
        this.#parts.onLost(error);
      }
    }
  }

  /** Something came through: the target is not hopeless. */
  moved(): void {
    this.#losses = 0;
  }

  close(): void {
    this.#drop();
  }

  async #open(signal: AbortSignal): Promise<RemoteFiles> {
    const isAgain = this.#losses > 0;
    if (isAgain) await delay(RETRY_MS, signal, this.#parts.clock);
    const remote = await this.#parts.open(signal);
    if (isAgain) this.#parts.onBack();
    return remote;
  }

  #drop(): void {
    this.#current?.then(
      (remote) => {
        if (this.#parts.letGo === undefined) remote.close();
        else this.#parts.letGo(remote);
      },
      () => undefined,
    );
    this.#current = null;
  }
}
