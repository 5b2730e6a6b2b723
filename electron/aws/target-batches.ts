// Gathers targets into batches for the window: the first at once, later ones every 100 ms or 500 targets, with a turn
// of the event loop between, so that a large account neither floods the window nor blocks the main process.
import type { Target } from '../../shared/aws.ts';
import type { Clock } from '../base/clock.ts';

/** Slower than the eye follows a growing list, faster than it feels like waiting. */
const BATCH_MS = 100;
/** About 0.5 MB as a message to the window: its copy takes a few milliseconds. */
const BATCH_TARGETS = 500;

export type OnTargets = (upserts: Target[]) => void | Promise<void>;

export interface TargetBatches {
  /** Waits while the receiver is busy, so that a slow one slows the loading. */
  add(targets: readonly Target[]): Promise<void>;
  /** Hands over the rest. */
  flush(): Promise<void>;
}

export function makeTargetBatches(onTargets: OnTargets, clock: Clock): TargetBatches {
  // By id: two changes of one target within a batch travel as one.
  const pending = new Map<string, Target>();
  let handedAt = -Infinity;
  let handing: Promise<void> = Promise.resolve();

  const handOver = (): Promise<void> => {
    handing = handing.then(async () => {
      while (pending.size > 0) {
        const batch: Target[] = [];
        for (const [id, target] of pending) {
          if (batch.length === BATCH_TARGETS) break;
          batch.push(target);
          pending.delete(id);
        }
        handedAt = clock.now();
        await onTargets(batch);
        await nextTurn();
      }
    });
    return handing;
  };

  return {
    async add(targets) {
      for (const target of targets) pending.set(target.id, target);
      if (pending.size >= BATCH_TARGETS || (pending.size > 0 && clock.now() - handedAt >= BATCH_MS)) {
        await handOver();
      }
    },
    flush: handOver,
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
