// Turns TARGET into an id. An id goes through untouched; names and addresses are looked up in the inventory.
import type { AwsClients } from '../aws/clients.ts';
import { loadInventory } from '../aws/inventory.ts';
import { findInInventory, type LocatedTarget } from '../connection/find-in-inventory.ts';

/** Rejects with `target/not-found`, `target/ambiguous` or what loading the inventory failed with. */
export function locateTarget(text: string, clients: AwsClients, signal: AbortSignal): Promise<LocatedTarget> {
  return findInInventory(
    text,
    clients.access.region,
    async (onTargets, inner) => (await loadInventory({ clients, signal: inner, onTargets })).partial,
    signal,
  );
}
