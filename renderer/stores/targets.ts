// Replica of the inventories, one per access seen in this run. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AwsAccess } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { InventoryPhase, InventoryUpdate } from '../../shared/inventory.ts';
import { targetEntry } from '../targets/target-entry.ts';
import type { TargetEntry } from '../targets/target-entry.ts';

export interface Inventory {
  readonly access: AwsAccess;
  readonly entries: ReadonlyMap<TargetId, TargetEntry>;
  readonly phase: InventoryPhase;
}

export interface TargetsState {
  readonly byAccess: ReadonlyMap<string, Inventory>;
}

export const targetsStore = createStore<TargetsState>(() => ({ byAccess: new Map() }));

function accessKey(access: AwsAccess): string {
  return `${access.region}|${access.profileId}`;
}

export function sameAccess(a: AwsAccess | null, b: AwsAccess | null): boolean {
  return a === b || (a !== null && b !== null && accessKey(a) === accessKey(b));
}

export function applyInventoryUpdates(
  state: TargetsState,
  updates: readonly InventoryUpdate[],
): TargetsState {
  const byAccess = new Map(state.byAccess);
  const fresh = new Map<string, Map<TargetId, TargetEntry>>();
  for (const update of updates) {
    const key = accessKey(update.access);
    let entries = fresh.get(key);
    if (entries === undefined || update.reset) {
      entries = new Map(update.reset ? [] : byAccess.get(key)?.entries);
      fresh.set(key, entries);
    }
    for (const target of update.upserts) entries.set(target.id, targetEntry(target));
    for (const id of update.removes) entries.delete(id);
    byAccess.set(key, { access: update.access, entries, phase: update.phase });
  }
  return { byAccess };
}

export function useInventory(access: AwsAccess | null): Inventory | null {
  return useStore(targetsStore, (state) =>
    access === null ? null : (state.byAccess.get(accessKey(access)) ?? null),
  );
}

export function findTarget(state: TargetsState, access: AwsAccess, id: TargetId): TargetEntry | null {
  return state.byAccess.get(accessKey(access))?.entries.get(id) ?? null;
}
