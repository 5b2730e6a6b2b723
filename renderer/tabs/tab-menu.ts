// The menu of a tab, in the order people know from other programs with tabs.
import { keyHint } from '../commands/keys-of.ts';
import { connectionsStore } from '../stores/connections.ts';
import { openMenu } from '../stores/context-menu.ts';
import { desktopsStore } from '../stores/desktops.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import { tabsStore } from '../stores/tabs.ts';
import { closeTabs, disconnectTab, duplicateTab, reconnectTab, sendBreak } from './tab-actions.ts';
import { setRenaming } from './renaming.ts';
import type { Tab } from './tab-state.ts';

export function openTabMenu(tab: Tab, x: number, y: number): void {
  const { tabs } = tabsStore.getState();
  const at = tabs.findIndex((each) => each.id === tab.id);
  const others = tabs.filter((each) => each.id !== tab.id).map((each) => each.id);
  const right = tabs.slice(at + 1).map((each) => each.id);
  const live = isLive(tab);
  const item = (
    label: string,
    run: () => void,
    options: { keys?: string; disabled?: boolean } = {},
  ): MenuEntry => ({
    kind: 'item',
    label,
    run,
    ...options,
  });
  openMenu({
    x,
    y,
    label: tab.title,
    entries: [
      item(
        'Close',
        () => {
          closeTabs([tab.id]);
        },
        { keys: keyHint('close-tab') },
      ),
      item(
        'Close others',
        () => {
          closeTabs(others);
        },
        { disabled: others.length === 0 },
      ),
      item(
        'Close to the right',
        () => {
          closeTabs(right);
        },
        { disabled: right.length === 0 },
      ),
      { kind: 'separator' },
      item('Duplicate', () => {
        duplicateTab(tab.id);
      }),
      item(
        'Rename',
        () => {
          setRenaming(tab.id);
        },
        { keys: keyHint('rename-tab') },
      ),
      { kind: 'separator' },
      item(
        'Reconnect',
        () => {
          reconnectTab(tab.id);
        },
        { disabled: live },
      ),
      item(
        'Disconnect',
        () => {
          disconnectTab(tab.id);
        },
        { disabled: !live },
      ),
      ...(isOpenSerialConsole(tab)
        ? [
            item('Send break', () => {
              sendBreak(tab.id);
            }),
          ]
        : []),
    ],
  });
}

function isLive(tab: Tab): boolean {
  if (tab.link.kind === 'desktop') {
    const desktop = desktopsStore.getState().byId.get(tab.link.desktopId);
    return desktop !== undefined && desktop.phase.kind !== 'ended';
  }
  if (tab.link.kind !== 'linked') return tab.link.kind === 'measuring';
  const connection = connectionsStore.getState().byId.get(tab.link.connectionId);
  return connection !== undefined && connection.phase.kind !== 'ended';
}

function isOpenSerialConsole({ link }: Tab): boolean {
  const connection = link.kind === 'linked' ? connectionsStore.getState().byId.get(link.connectionId) : null;
  return connection?.shell === 'serial-console' && connection.phase.kind === 'open';
}
