// Replica of the live connections. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { ConnectionsUpdate } from '../../shared/contract.ts';
import type { ConnectionId } from '../../shared/ids.ts';

export interface ConnectionsState {
  readonly byId: ReadonlyMap<ConnectionId, ConnectionSnapshot>;
}

export const connectionsStore = createStore<ConnectionsState>(() => ({ byId: new Map() }));

export function applyConnectionsUpdate(state: ConnectionsState, update: ConnectionsUpdate): ConnectionsState {
  const byId = new Map(state.byId);
  for (const snapshot of update.upserts) byId.set(snapshot.id, snapshot);
  for (const id of update.removes) byId.delete(id);
  return { byId };
}

export function useConnection(id: ConnectionId | null): ConnectionSnapshot | null {
  return useStore(connectionsStore, (state) => (id === null ? null : (state.byId.get(id) ?? null)));
}

export function useConnections(): ConnectionsState['byId'] {
  return useStore(connectionsStore, (state) => state.byId);
}
