// Opening, closing and moving tabs: the state in stores/tabs.ts and the terminals move together here.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';
import { findTab, tabEvent, tabsStore } from '../stores/tabs.ts';
import { inspect, leavePage } from '../stores/workspace.ts';
import { loadTerminal } from '../terminal/load-terminal.ts';
import type { CreateTerminal } from '../terminal/load-terminal.ts';
import { dropTerminal, keepTerminal, terminalOf } from '../terminal/terminals.ts';
import { neighbour } from './tab-state.ts';
import type { ShellSource, TabId } from './tab-state.ts';

export function openTargetShell(access: AwsAccess, target: Target): void {
  openShell({
    access,
    targetId: target.id,
    title: target.name ?? target.id,
    platform: target.platform,
    savedConnectionId: null,
  });
}

export function openSavedConnection(spec: SavedConnectionSpec): void {
  const { access, targetId, name, platform, id } = spec;
  openShell({ access, targetId, title: name, platform, savedConnectionId: id });
}

function openShell(source: ShellSource, title = source.title, index: number | null = null): void {
  loadTerminal().then(({ createTerminalController }) => {
    openTab(createTerminalController, source, title, index);
  }, reportError);
}

function openTab(
  createTerminalController: CreateTerminal,
  source: ShellSource,
  title: string,
  index: number | null,
): void {
  const id = crypto.randomUUID() as string as TabId;
  keepTerminal(
    id,
    createTerminalController(id, () => {
      closeTabs([id]);
    }),
  );
  tabEvent({ kind: 'opened', id, source, title, index });
  inspect({ access: source.access, targetId: source.targetId });
  leavePage();
}

export function closeTabs(ids: readonly TabId[]): void {
  tabEvent({ kind: 'closed', ids });
  for (const id of ids) dropTerminal(id);
  followActive();
}

export function activateTab(id: TabId): void {
  tabEvent({ kind: 'activated', id });
  leavePage();
  followActive();
}

/** The inspector follows the tab in front, and the keys go to it. */
function followActive(): void {
  const { activeId } = tabsStore.getState();
  if (activeId === null) return;
  const tab = findTab(activeId);
  if (tab !== null) inspect({ access: tab.source.access, targetId: tab.source.targetId });
  // After the pane has become visible; a hidden textarea takes no focus.
  requestAnimationFrame(() => {
    terminalOf(activeId)?.focus();
  });
}

export function activateNeighbour(step: 1 | -1): void {
  const id = neighbour(tabsStore.getState(), step);
  if (id !== null) activateTab(id);
}

/** `index` 8 is "tab 9", which is the last one however many there are. */
export function activateIndex(index: number): void {
  const { tabs } = tabsStore.getState();
  const tab = index === 8 ? tabs.at(-1) : tabs[index];
  if (tab !== undefined) activateTab(tab.id);
}

export function moveTab(id: TabId, step: 1 | -1): void {
  const at = tabsStore.getState().tabs.findIndex((tab) => tab.id === id);
  if (at !== -1) tabEvent({ kind: 'moved', id, toIndex: at + step });
}

export function duplicateTab(id: TabId): void {
  const tab = findTab(id);
  if (tab === null) return;
  const at = tabsStore.getState().tabs.indexOf(tab);
  openShell(tab.source, tab.title, at + 1);
}

export function reopenTab(): void {
  const closed = tabsStore.getState().closed.at(-1);
  if (closed === undefined) return;
  tabEvent({ kind: 'reopened' });
  openShell(closed.source, closed.title, closed.index);
}

export function renameTab(id: TabId, title: string): void {
  tabEvent({ kind: 'renamed', id, title });
  const tab = findTab(id);
  if (tab?.link.kind !== 'linked') return;
  call('connections.rename', { connectionId: tab.link.connectionId, title: tab.title }).catch(reportError);
}

export function disconnectTab(id: TabId): void {
  const tab = findTab(id);
  if (tab?.link.kind !== 'linked') return;
  call('connections.close', { connectionId: tab.link.connectionId }).catch(reportError);
}

export function reconnectTab(id: TabId): void {
  void terminalOf(id)?.connect();
}
