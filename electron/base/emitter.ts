// The one event source of the main process: typed, one value per event, nothing remembered.

export type Listen<T> = (listener: (value: T) => void) => () => void;

export class Emitter<T> {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  /** Returns the function that unsubscribes. The same function may listen twice. */
  readonly on: Listen<T> = (listener) => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Tells everyone who listened before the call; throws after all were told if any of them threw. */
  emit(value: T): void {
    const errors: unknown[] = [];
    for (const entry of [...this.#listeners]) {
      if (!this.#listeners.has(entry)) continue;
      try {
        entry.call(value);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'Several listeners failed.');
  }

  clear(): void {
    this.#listeners.clear();
  }
}
