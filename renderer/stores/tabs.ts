// The open tabs: state only. Opening and closing, which also make and dispose terminals, is tabs/tab-actions.ts.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { NO_TABS, reduceTabs } from '../tabs/tab-state.ts';
import type { Tab, TabEvent, TabId, TabsState } from '../tabs/tab-state.ts';

export const tabsStore = createStore<TabsState>(() => NO_TABS);

export function tabEvent(event: TabEvent): void {
  tabsStore.setState((state) => reduceTabs(state, event));
}

export function findTab(id: TabId): Tab | null {
  return tabsStore.getState().tabs.find((tab) => tab.id === id) ?? null;
}

export function activeTab(state: TabsState): Tab | null {
  return state.tabs.find((tab) => tab.id === state.activeId) ?? null;
}

export function useTabs<T>(select: (state: TabsState) => T): T {
  return useStore(tabsStore, select);
}
