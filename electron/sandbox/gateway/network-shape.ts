// A network between client and agent that is not perfect: what happens to each relayed message, decided by seed.
import type { Random } from '../../base/clock.ts';

export interface NetworkShape {
  /** Every message is this much later, milliseconds. */
  readonly delayMs: number;
  /** Up to this much more, order kept. */
  readonly jitterMs: number;
  /** 0 to 1: share of messages that vanish. */
  readonly lossRatio: number;
  /** 0 to 1: share of messages that arrive twice. */
  readonly duplicateRatio: number;
  /** 0 to 1: share of messages that arrive after later ones. */
  readonly reorderRatio: number;
  /** The same seed makes the same choices. */
  readonly seed: number;
}

export const PERFECT_NETWORK: NetworkShape = {
  delayMs: 0,
  jitterMs: 0,
  lossRatio: 0,
  duplicateRatio: 0,
  reorderRatio: 0,
  seed: 1,
};

/** How much later a reordered message is: long enough for several others to overtake it at full speed. */
const REORDER_MS = 5;

export function isPerfect(shape: NetworkShape): boolean {
  return (
    shape.delayMs === 0 &&
    shape.jitterMs === 0 &&
    shape.lossRatio === 0 &&
    shape.duplicateRatio === 0 &&
    shape.reorderRatio === 0
  );
}

/** Delays after which copies of one message arrive; none when it is lost. `isLate`: it may be overtaken. */
export interface Fate {
  readonly delaysMs: readonly number[];
  readonly isLate: boolean;
}

export function fateOf(shape: NetworkShape, random: Random): Fate {
  // Always the same number of rolls a message, so that one ratio does not change what another one chooses.
  const [loss, copy, late, jitter] = [random(), random(), random(), random()];
  if (loss < shape.lossRatio) return { delaysMs: [], isLate: false };
  const isLate = late < shape.reorderRatio;
  const delay = shape.delayMs + jitter * shape.jitterMs + (isLate ? REORDER_MS : 0);
  return { delaysMs: copy < shape.duplicateRatio ? [delay, delay] : [delay], isLate };
}

/** mulberry32: small, fast, and the same everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
