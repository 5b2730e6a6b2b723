// Opening, closing and moving tabs: the state in stores/tabs.ts and the terminals move together here.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import type { ConnectChoice } from '../../shared/route.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { closeDesktop, reconnectDesktop } from '../desktops/desktop-actions.ts';
import { reportError } from '../stores/notices.ts';
import { activeTab, findTab, tabEvent, tabsStore } from '../stores/tabs.ts';
import { inspect, leavePage } from '../stores/workspace.ts';
import { withTerminals } from '../terminal/load-terminal.ts';
import type { CreateTerminal } from '../terminal/load-terminal.ts';
import { dropTerminal, keepTerminal, terminalOf } from '../terminal/terminals.ts';
import { focusAfter } from '../ui/focus-after.ts';
import { neighbour, paneId } from './tab-state.ts';
import type { TabSource, TabId } from './tab-state.ts';

/** A console that answers nothing must not keep the keys. */
const BREAK_LIMIT_MS = 5_000;

/** What Enter does: the desktop of a Windows target, a shell on all others. */
export function openTarget(access: AwsAccess, target: Target): void {
  if (target.platform === 'windows') openTargetDesktop(access, target);
  else openTargetShell(access, target);
}

/** `shell`: which kind, where the user has chosen one for this time. */
export function openTargetShell(
  access: AwsAccess,
  target: Target,
  shell: ConnectChoice['shell'] = 'automatic',
): void {
  const how = shell === 'automatic' ? null : { ...DEFAULT_CONNECT, shell };
  open({ ...sourceOf('shell', access, target), how });
}

export function openTargetDesktop(access: AwsAccess, target: Target): void {
  open(sourceOf('desktop', access, target));
}

function sourceOf(kind: TabSource['kind'], access: AwsAccess, target: Target): TabSource {
  const { id: targetId, name, platform } = target;
  return { kind, access, targetId, title: name ?? targetId, platform, savedConnectionId: null, how: null };
}

/** `kind`: a shell on the target of a saved desktop, where somebody wants that. */
export function openSavedConnection(spec: SavedConnectionSpec, kind: TabSource['kind'] = spec.kind): void {
  const { access, targetId, name, platform, id } = spec;
  open({ kind, access, targetId, title: name, platform, savedConnectionId: id, how: null });
}

function open(source: TabSource, title = source.title, index: number | null = null): void {
  if (source.kind === 'desktop') {
    openDesktopTab(source, title, index);
    return;
  }
  withTerminals((create) => {
    openTab(create, source, title, index);
  }, reportError);
}

function openDesktopTab(source: TabSource, title: string, index: number | null): void {
  const id = newTabId();
  toFront(() => {
    tabEvent({ kind: 'opened', id, source, title, index });
  });
  connectDesktop(id);
}

/** A tab for a desktop that main has and no tab shows: the page was loaded anew. */
export function adoptDesktop({
  id: desktopId,
  access,
  targetId,
  title,
  savedConnectionId,
}: DesktopSnapshot): void {
  const id = newTabId();
  const source: TabSource = {
    kind: 'desktop',
    access,
    targetId,
    title,
    platform: 'windows',
    savedConnectionId,
    how: null,
  };
  toFront(() => {
    tabEvent({ kind: 'opened', id, source, title, index: null });
    tabEvent({ kind: 'linked', id, link: { kind: 'desktop', desktopId } });
  });
}

/** Asks main for the desktop of a tab that has none. */
function connectDesktop(id: TabId): void {
  const tab = findTab(id);
  if (tab === null) return;
  const { access, targetId, savedConnectionId } = tab.source;
  tabEvent({ kind: 'linked', id, link: { kind: 'measuring' } });
  call('desktops.open', { access, targetId, savedConnectionId, title: tab.title })
    .then(({ desktopId }) => {
      if (findTab(id) !== null) tabEvent({ kind: 'linked', id, link: { kind: 'desktop', desktopId } });
      // The tab went while main was answering: nobody else knows this desktop.
      else call('desktops.forget', { desktopId }).catch(reportError);
    })
    .catch((thrown: unknown) => {
      tabEvent({ kind: 'linked', id, link: { kind: 'refused', error: toErrorData(thrown) } });
    });
}

function newTabId(): TabId {
  return crypto.randomUUID() as string as TabId;
}

function openTab(
  createTerminalController: CreateTerminal,
  source: TabSource,
  title: string,
  index: number | null,
): void {
  const id = newTabId();
  keepTerminal(
    id,
    createTerminalController(id, () => {
      closeTabs([id]);
    }),
  );
  toFront(() => {
    tabEvent({ kind: 'opened', id, source, title, index });
  });
}

export function closeTabs(ids: readonly TabId[]): void {
  const links = ids.map((id) => findTab(id)?.link);
  // A shell may end while somebody types elsewhere: only keys that went with it go on to the tab in front.
  changeFront(
    () => {
      tabEvent({ kind: 'closed', ids });
    },
    () => (document.activeElement === document.body ? frontPane() : null),
  );
  for (const id of ids) dropTerminal(id);
  for (const link of links)
    if (link?.kind === 'desktop') call('desktops.forget', { desktopId: link.desktopId }).catch(reportError);
}

/** `keysTo`: who has the keys then. */
export function activateTab(id: TabId, keysTo: FindKeys = frontPane): void {
  toFront(() => {
    tabEvent({ kind: 'activated', id });
  }, keysTo);
}

type FindKeys = Parameters<typeof focusAfter>[1];

/** What covers the tabs goes. */
function toFront(change: () => void, keysTo: FindKeys = frontPane): void {
  changeFront(() => {
    change();
    leavePage();
  }, keysTo);
}

/** The inspector follows the tab in front. */
function changeFront(change: () => void, keysTo: FindKeys): void {
  focusAfter(() => {
    change();
    const tab = activeTab(tabsStore.getState());
    if (tab !== null) inspect({ access: tab.source.access, targetId: tab.source.targetId });
  }, keysTo);
}

function frontPane(): ReturnType<FindKeys> {
  const tab = activeTab(tabsStore.getState());
  return tab === null ? null : (terminalOf(tab.id) ?? document.getElementById(paneId(tab)));
}

/** After a mouse button has given the keys to what was under it. */
export function focusFront(): void {
  frontPane()?.focus();
}

export function activateNeighbour(step: 1 | -1, keysTo: FindKeys = frontPane): void {
  const id = neighbour(tabsStore.getState(), step);
  if (id !== null) activateTab(id, keysTo);
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
  open(tab.source, tab.title, at + 1);
}

export function reopenTab(): void {
  const closed = tabsStore.getState().closed.at(-1);
  if (closed === undefined) return;
  tabEvent({ kind: 'reopened' });
  open(closed.source, closed.title, closed.index);
}

export function renameTab(id: TabId, title: string): void {
  tabEvent({ kind: 'renamed', id, title });
  const tab = findTab(id);
  if (tab?.link.kind === 'desktop')
    call('desktops.rename', { desktopId: tab.link.desktopId, title: tab.title }).catch(reportError);
  if (tab?.link.kind !== 'linked') return;
  call('connections.rename', { connectionId: tab.link.connectionId, title: tab.title }).catch(reportError);
}

export function disconnectTab(id: TabId): void {
  const tab = findTab(id);
  if (tab?.link.kind === 'desktop') closeDesktop(tab.link.desktopId);
  if (tab?.link.kind !== 'linked') return;
  call('connections.close', { connectionId: tab.link.connectionId }).catch(reportError);
}

/** To an open serial console: Linux takes the next key for SysRq, so that none may overtake it. */
export function sendBreak(id: TabId): void {
  const link = findTab(id)?.link;
  if (link?.kind !== 'linked') return;
  const sent = call('connections.send-break', { connectionId: link.connectionId }).catch(reportError);
  const limit = new Promise<null>((resolve) => setTimeout(resolve, BREAK_LIMIT_MS, null));
  terminalOf(id)?.inTurn(Promise.race([sent.then(() => null), limit]));
}

export function reconnectTab(id: TabId): void {
  const tab = findTab(id);
  if (tab?.source.kind === 'desktop') {
    if (tab.link.kind === 'desktop') reconnectDesktop(tab.link.desktopId);
    else if (tab.link.kind === 'refused') connectDesktop(id);
    return;
  }
  void terminalOf(id)?.connect();
}
