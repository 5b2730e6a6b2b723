// How long to wait before the next try: exponential, capped, with chance passed in. Pure.
import type { Random } from './clock.ts';

export interface BackoffRule {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly factor?: number;
  /** Share of the delay that is left to chance, 0 to 1, so that many clients do not come back together. */
  readonly jitter?: number;
}

/** `attempt` counts from 0. Between `(1 - jitter)` of the capped delay and all of it. */
export function backoffDelay(attempt: number, rule: BackoffRule, random: Random): number {
  const factor = rule.factor ?? 2;
  // Beyond 64 doublings every delay is above any cap; the limit keeps the power finite.
  const delay = Math.min(rule.maxMs, rule.initialMs * factor ** Math.min(Math.max(attempt, 0), 64));
  return Math.round(delay * (1 - (rule.jitter ?? 0) * random()));
}
