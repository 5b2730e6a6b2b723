// Replica of the live connections. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { ConnectionsUpdate } from '../../shared/contract.ts';
import type { ConnectionId } from '../../shared/ids.ts';

type ById = ReadonlyMap<ConnectionId, ConnectionSnapshot>;

export interface ConnectionsState {
  readonly byId: ById;
  /** The same, but with old rates: no new object while nothing else changes, as it does every second while one types. */
  readonly steadyById: ById;
}

export const NO_CONNECTIONS: ConnectionsState = { byId: new Map(), steadyById: new Map() };

export const connectionsStore = createStore<ConnectionsState>(() => NO_CONNECTIONS);

export function applyConnectionsUpdate(state: ConnectionsState, update: ConnectionsUpdate): ConnectionsState {
  const byId = new Map(state.byId);
  for (const snapshot of update.upserts) byId.set(snapshot.id, snapshot);
  for (const id of update.removes) byId.delete(id);
  if (update.removes.length === 0 && update.upserts.every((now) => isSteady(state, now)))
    return { byId, steadyById: state.steadyById };
  const steadyById = new Map(byId);
  for (const [id, before] of state.steadyById) {
    const now = byId.get(id);
    if (now !== undefined && isSteady(state, now)) steadyById.set(id, before);
  }
  return { byId, steadyById };
}

/** At most its rates have changed. */
function isSteady(state: ConnectionsState, now: ConnectionSnapshot): boolean {
  const before = state.steadyById.get(now.id);
  return before !== undefined && withoutRates(before) === withoutRates(now);
}

function withoutRates(snapshot: ConnectionSnapshot): string {
  return JSON.stringify({ ...snapshot, downBytesPerSecond: 0, upBytesPerSecond: 0 });
}

/** For whoever shows its rates. */
export function useConnectionWithRates(id: ConnectionId | null): ConnectionSnapshot | null {
  return useStore(connectionsStore, (state) => (id === null ? null : (state.byId.get(id) ?? null)));
}

export function useConnection(id: ConnectionId | null): ConnectionSnapshot | null {
  return useStore(connectionsStore, (state) => (id === null ? null : (state.steadyById.get(id) ?? null)));
}

export function useConnections(): ById {
  return useStore(connectionsStore, (state) => state.steadyById);
}
