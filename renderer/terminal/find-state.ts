// In which tab the search bar is open. `asked` grows with every request, so that a second one focuses it again.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { TabId } from '../tabs/tab-state.ts';

interface FindState {
  readonly tabId: TabId | null;
  readonly asked: number;
}

const findStore = createStore<FindState>(() => ({ tabId: null, asked: 0 }));

export function openFind(tabId: TabId): void {
  findStore.setState((state) => ({ tabId, asked: state.asked + 1 }));
}

export function closeFind(): void {
  findStore.setState({ tabId: null });
}

export function useFind(): FindState {
  return useStore(findStore);
}
