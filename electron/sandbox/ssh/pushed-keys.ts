// Public keys that AWS has handed to a machine for a minute (SendSSHPublicKey): what its SSH server looks them up in.
import type { Clock } from '../../base/clock.ts';

/** How long the machine's metadata show a pushed key (fact sheet 2.3). */
const PUSHED_KEY_LIFE_MS = 60_000;
/** Pushed to one user within a minute; AWS throttles long before. */
const MAX_KEYS = 100;

export class PushedKeys {
  readonly #clock: Clock;
  readonly #keys = new Map<string, string[]>();
  readonly #timers = new Set<() => void>();
  readonly #watchers = new Set<(target: string, user: string) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `key`: type and base64 of the OpenSSH line, without a comment. */
  push(target: string, user: string, key: string): void {
    const place = placeOf(target, user);
    this.#keys.set(place, [...(this.#keys.get(place) ?? []), key].slice(-MAX_KEYS));
    const cancel = this.#clock.after(PUSHED_KEY_LIFE_MS, () => {
      this.#timers.delete(cancel);
      this.#drop(place, key);
      this.#tell(target, user);
    });
    this.#timers.add(cancel);
    this.#tell(target, user);
  }

  /** Those that are valid now, oldest first. The same key twice: pushed twice. */
  keysOf(target: string, user: string): readonly string[] {
    return this.#keys.get(placeOf(target, user)) ?? [];
  }

  /** Told after every change. */
  watch(watcher: (target: string, user: string) => void): void {
    this.#watchers.add(watcher);
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#keys.clear();
    this.#watchers.clear();
  }

  #drop(place: string, key: string): void {
    const keys = [...(this.#keys.get(place) ?? [])];
    const at = keys.indexOf(key);
    if (at !== -1) keys.splice(at, 1);
    if (keys.length === 0) this.#keys.delete(place);
    else this.#keys.set(place, keys);
  }

  #tell(target: string, user: string): void {
    for (const watcher of this.#watchers) watcher(target, user);
  }
}

function placeOf(target: string, user: string): string {
  return JSON.stringify([target, user]);
}
