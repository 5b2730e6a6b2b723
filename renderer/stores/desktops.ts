// Replica of the remote desktops. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { DesktopSnapshot, DesktopsUpdate } from '../../shared/desktop.ts';
import type { DesktopId } from '../../shared/ids.ts';

export interface DesktopsState {
  readonly byId: ReadonlyMap<DesktopId, DesktopSnapshot>;
}

export const desktopsStore = createStore<DesktopsState>(() => ({ byId: new Map() }));

export function applyDesktopsUpdate(state: DesktopsState, update: DesktopsUpdate): DesktopsState {
  const byId = new Map(state.byId);
  for (const snapshot of update.upserts) byId.set(snapshot.id, snapshot);
  for (const id of update.removes) byId.delete(id);
  return { byId };
}

export function useDesktop(id: DesktopId | null): DesktopSnapshot | null {
  return useStore(desktopsStore, (state) => (id === null ? null : (state.byId.get(id) ?? null)));
}

export function useDesktops(): DesktopsState['byId'] {
  return useStore(desktopsStore, (state) => state.byId);
}
