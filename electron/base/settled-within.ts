// Patience with an end: closing waits for what is under way, and not for ever.
import type { Clock } from './clock.ts';

/** Settles with `work`, or after `ms`. Never rejects. */
export async function settledWithin(work: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  let stopTimer: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => (stopTimer = clock.after(ms, resolve)));
  await Promise.race([work.then(undefined, () => undefined), enough]).finally(stopTimer);
}
