// What stands between a signed call and its handler: denied actions, throttling, delays. All of it is set by faults.
import { deniedError, throttledError, type Protocol } from './api-error.ts';
import type { Authorize } from './call.ts';
import type { Principal } from './credentials.ts';

/** Longest delay a fault may put on an action; longer ones are only forgotten faults. */
const MAX_DELAY_MS = 120_000;

export class Guard {
  readonly #denied = new Set<string>();
  readonly #throttled = new Map<string, number>();
  readonly #delays = new Map<string, number>();

  /** `action` as IAM writes it, e.g. `ssm:StartSession`. */
  deny(action: string): void {
    this.#denied.add(action);
  }

  allow(action: string): void {
    this.#denied.delete(action);
  }

  isDenied(action: string): boolean {
    return this.#denied.has(action);
  }

  /** The next `times` calls of the action are refused as too many. */
  throttle(action: string, times: number): void {
    if (times > 0) this.#throttled.set(action, times);
    else this.#throttled.delete(action);
  }

  /** Every call of the action is answered that much later; 0 takes it back. */
  delay(action: string, ms: number): void {
    if (ms > 0) this.#delays.set(action, Math.min(ms, MAX_DELAY_MS));
    else this.#delays.delete(action);
  }

  delayOf(action: string): number {
    return this.#delays.get(action) ?? 0;
  }

  /** Throws ApiError when the call is one of those to be throttled. */
  checkThrottle(protocol: Protocol, action: string): void {
    const left = this.#throttled.get(action) ?? 0;
    if (left === 0) return;
    this.throttle(action, left - 1);
    throw throttledError(protocol);
  }

  authorizerOf(protocol: Protocol, caller: Principal): Authorize {
    return (action, resource) => {
      if (this.isDenied(action)) throw deniedError(protocol, caller.arn, action, resource);
    };
  }

  reset(): void {
    this.#denied.clear();
    this.#throttled.clear();
    this.#delays.clear();
  }
}
