// Which tab's title is being edited in place.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { TabId } from './tab-state.ts';

const renamingStore = createStore<{ readonly id: TabId | null }>(() => ({ id: null }));

export function setRenaming(id: TabId | null): void {
  renamingStore.setState({ id });
}

export function useRenaming(): TabId | null {
  return useStore(renamingStore, (state) => state.id);
}
