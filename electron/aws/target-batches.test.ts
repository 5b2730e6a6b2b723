import { describe, expect, it } from 'vitest';
import type { Target } from '../../shared/aws.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { makeMergedInventory } from './merged-inventory.ts';
import { makeTargetBatches } from './target-batches.ts';

function targets(count: number, from = 0): Target[] {
  const instances = Array.from({ length: count }, (_, index) => ({ InstanceId: `i-${from + index}` }));
  return makeMergedInventory().addInstances(instances);
}

describe('target batches', () => {
  it('hands over the first at once, then gathers for 100 ms or 500 targets', async () => {
    const clock = new ManualClock();
    const sizes: number[] = [];
    const batches = makeTargetBatches((upserts) => void sizes.push(upserts.length), clock);
    await batches.add(targets(3));
    expect(sizes).toEqual([3]);
    await batches.add(targets(10, 3));
    expect(sizes).toEqual([3]);
    clock.advance(100);
    await batches.add(targets(1, 13));
    expect(sizes).toEqual([3, 11]);
    await batches.add(targets(1200, 14));
    expect(sizes).toEqual([3, 11, 500, 500, 200]);
  });

  it('sends two changes of one target within a batch as one', async () => {
    const seen: string[][] = [];
    const clock = new ManualClock();
    const batches = makeTargetBatches(
      (upserts) => void seen.push(upserts.map((one) => `${one.id} ${one.name}`)),
      clock,
    );
    await batches.add(targets(1));
    const [one] = targets(1, 5);
    if (one === undefined) throw new Error('no target');
    await batches.add([one]);
    await batches.add([{ ...one, name: 'later' }]);
    await batches.flush();
    expect(seen).toEqual([['i-0 null'], ['i-5 later']]);
  });

  it('waits for a slow receiver', async () => {
    let release: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => (release = resolve));
    const batches = makeTargetBatches(() => busy, new ManualClock());
    let added = false;
    const adding = batches.add(targets(2)).then(() => (added = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(added).toBe(false);
    release();
    await adding;
  });
});
