// Replica of the tunnels, on and off. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { TunnelId } from '../../shared/ids.ts';
import type { TunnelsUpdate, TunnelView } from '../../shared/saved-tunnel.ts';
import { isSwitchedOn } from '../../shared/tunnel.ts';

export interface TunnelsState {
  /** In the order in which they were made. */
  readonly byId: ReadonlyMap<TunnelId, TunnelView>;
  readonly paused: readonly TunnelId[];
}

export const tunnelsStore = createStore<TunnelsState>(() => ({ byId: new Map(), paused: [] }));

export function applyTunnelsUpdate(state: TunnelsState, update: TunnelsUpdate): TunnelsState {
  const byId = new Map(state.byId);
  for (const view of update.upserts) byId.set(view.saved.id, view);
  for (const id of update.removes) byId.delete(id);
  return { byId, paused: update.paused };
}

export function useTunnels<T>(select: (state: TunnelsState) => T): T {
  return useStore(tunnelsStore, select);
}

export function isOn({ live }: TunnelView): boolean {
  return isSwitchedOn(live);
}

/** How many are switched on, whatever they wait for. */
export function countOn(state: TunnelsState): number {
  return [...state.byId.values()].filter(isOn).length;
}
