// Changes gathered for a while and told together, each thing once: what changes often must not flood those who listen.
import type { Clock } from './clock.ts';

export class Gathered<T> {
  readonly #things = new Set<T>();
  readonly #options: {
    readonly clock: Clock;
    readonly everyMs: number;
    readonly tell: (things: readonly T[]) => void;
  };
  #stopTimer: (() => void) | null = null;

  constructor(options: {
    readonly clock: Clock;
    readonly everyMs: number;
    readonly tell: (things: readonly T[]) => void;
  }) {
    this.#options = options;
  }

  add(thing: T): void {
    const { clock, everyMs, tell } = this.#options;
    this.#things.add(thing);
    this.#stopTimer ??= clock.after(everyMs, () => {
      this.#stopTimer = null;
      const things = [...this.#things];
      this.#things.clear();
      tell(things);
    });
  }

  /** What was not told yet is not told any more. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#things.clear();
  }
}
