// Beside which terminals the files are shown.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import { connectionsStore } from '../stores/connections.ts';
import { say } from '../stores/notices.ts';
import { activeTab, tabsStore } from '../stores/tabs.ts';
import type { TabId } from '../tabs/tab-state.ts';

const filesStore = createStore<{ readonly shownIn: ReadonlySet<TabId> }>(() => ({ shownIn: new Set() }));

export function useFilesShown(id: TabId): boolean {
  return useStore(filesStore, ({ shownIn }) => shownIn.has(id));
}

export function toggleFiles(id: TabId): void {
  filesStore.setState(({ shownIn }) => {
    const next = new Set(shownIn);
    if (!next.delete(id)) next.add(id);
    return { shownIn: next };
  });
}

/** Files go over SSH only. */
export function hasFiles(connection: ConnectionSnapshot | null): boolean {
  return connection?.shell === 'ssh';
}

export function toggleFilesOfFront(): void {
  const tab = activeTab(tabsStore.getState());
  const id = tab?.link.kind === 'linked' ? tab.link.connectionId : null;
  const connection = id === null ? null : (connectionsStore.getState().byId.get(id) ?? null);
  if (tab === null || !hasFiles(connection)) say('Files are shown beside a shell over SSH. Open one first.');
  else toggleFiles(tab.id);
}
