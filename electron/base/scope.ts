// Ownership as a type: a scope closes once, in reverse order, and disposes at once what arrives after that.
// Whoever opens something outside of itself (socket, timer, listener, child) puts its end into a scope.

export type Dispose = () => void | Promise<void>;

export interface ScopeOptions {
  /** Told of an error of something that arrived after `close` had settled; nobody else is left to hear of it. */
  readonly onLateError?: (error: unknown) => void;
}

export class Scope {
  readonly #abort = new AbortController();
  readonly #disposals: Dispose[] = [];
  readonly #onLateError: (error: unknown) => void;
  #closing: Promise<void> | null = null;
  #settled = false;

  constructor(options: ScopeOptions = {}) {
    this.#onLateError =
      options.onLateError ??
      ((error) => {
        process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      });
  }

  /** Aborted as the first act of `close`. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Runs `dispose` when the scope closes; at once when it has closed already. Returns a function that forgets it. */
  defer(dispose: Dispose): () => void {
    if (this.#settled) {
      runLate(dispose, this.#onLateError);
      return () => undefined;
    }
    // While closing, the loop below takes it up.
    this.#disposals.push(dispose);
    return () => {
      const index = this.#disposals.lastIndexOf(dispose);
      if (index >= 0) this.#disposals.splice(index, 1);
    };
  }

  /** `defer` for a thing that has a `close`. Returns the thing. */
  own<T extends { close(): void | Promise<void> }>(thing: T): T {
    this.defer(() => thing.close());
    return thing;
  }

  /** A scope that closes with this one, or before it. */
  child(): Scope {
    const child = new Scope({ onLateError: this.#onLateError });
    const forget = this.defer(() => child.close());
    child.defer(forget);
    return child;
  }

  /**
   * Aborts the signal, then disposes one by one, the newest first. Every disposal runs whatever the others do.
   * Rejects with the one error, or an AggregateError of several. Later calls answer with the first one's promise.
   */
  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    this.#abort.abort();
    const errors: unknown[] = [];
    for (let dispose = this.#disposals.pop(); dispose !== undefined; dispose = this.#disposals.pop()) {
      try {
        await dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#settled = true;
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} things did not close cleanly.`);
  }
}

function runLate(dispose: Dispose, onError: (error: unknown) => void): void {
  Promise.resolve()
    .then(dispose)
    .catch((error: unknown) => {
      onError(error);
    });
}
