// What each command does: one map for the palette, the menus, the shortcuts and the operating system's menu.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { WindowCommandId } from '../../shared/command-keys.ts';
import { call } from '../bridge/client.ts';
import { openDesktopOptions } from '../desktops/desktop-actions.ts';
import { loadInventory, openSandbox } from '../access/access-actions.ts';
import { openDialog } from '../stores/dialogs.ts';
import { reportError } from '../stores/notices.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings-defaults.ts';
import { settingsStore } from '../stores/settings.ts';
import { tabsStore } from '../stores/tabs.ts';
import { findTarget, targetsStore } from '../stores/targets.ts';
import { showView, toggleInspector, toggleSidebar, workspaceStore } from '../stores/workspace.ts';
import {
  activateNeighbour,
  closeTabs,
  disconnectTab,
  duplicateTab,
  moveTab,
  openTargetDesktop,
  openTargetShell,
  reconnectTab,
  reopenTab,
} from '../tabs/tab-actions.ts';
import { setRenaming } from '../tabs/renaming.ts';
import type { TabId } from '../tabs/tab-state.ts';
import { toggleFilesOfFront } from '../files/files-store.ts';
import { openFind } from '../terminal/find-state.ts';
import { copySelection, pasteFromClipboard } from '../terminal/terminal-input.ts';
import { activeTerminal } from '../terminal/terminals.ts';
import { saveRequestFor } from '../connections/save-request.ts';
import { newTunnel, pauseAll, resumeAll } from '../tunnels/tunnel-actions.ts';
import { togglePassKeys } from './pass-keys.ts';
import { focusAfter } from '../ui/focus-after.ts';

export const FILTER_FIELD_ID = 'instance-filter';
/** As the settings allow. */
const FONT_SIZES = { min: 8, max: 32 };
/** What main was asked for and has not answered. */
let askedFontSize: { readonly size: number } | null = null;

const RUN: Readonly<Record<WindowCommandId, () => void>> = {
  'go-to': () => {
    openDialog({ kind: 'palette' });
  },
  'show-instances': showInstances,
  'show-saved': () => {
    showView('saved');
  },
  'show-tunnels': () => {
    showView('tunnels');
  },
  'show-settings': () => {
    showView('settings');
  },
  'show-shortcuts': () => {
    openDialog({ kind: 'shortcuts' });
  },
  'toggle-files': toggleFilesOfFront,
  'focus-terminal': () => activeTerminal()?.focus(),

  'new-tab': () => {
    openDialog({ kind: 'palette' });
  },
  'close-tab': () => {
    withTab((id) => {
      closeTabs([id]);
    });
  },
  'close-other-tabs': () => {
    withTab((id) => {
      closeTabs(
        tabsStore
          .getState()
          .tabs.map((tab) => tab.id)
          .filter((other) => other !== id),
      );
    });
  },
  'reopen-tab': reopenTab,
  'duplicate-tab': () => {
    withTab(duplicateTab);
  },
  'rename-tab': () => {
    withTab(setRenaming);
  },
  'next-tab': () => {
    activateNeighbour(1);
  },
  'previous-tab': () => {
    activateNeighbour(-1);
  },
  'move-tab-left': () => {
    withTab((id) => {
      moveTab(id, -1);
    });
  },
  'move-tab-right': () => {
    withTab((id) => {
      moveTab(id, 1);
    });
  },

  copy: () => {
    const terminal = activeTerminal();
    if (terminal !== null && terminalHasFocus()) copySelection(terminal);
    else document.execCommand('copy');
  },
  paste: () => {
    const terminal = activeTerminal();
    if (terminal !== null && !isTextField(document.activeElement)) pasteFromClipboard(terminal);
    else document.execCommand('paste');
  },
  'select-all': () => {
    if (isTextField(document.activeElement)) document.execCommand('selectAll');
    else activeTerminal()?.view.terminal.selectAll();
  },
  find: () => {
    withTab(openFind);
  },
  'pass-keys': togglePassKeys,
  'clear-scrollback': () => activeTerminal()?.view.terminal.clear(),
  'font-larger': () => {
    changeFontSize((size) => size + 1);
  },
  'font-smaller': () => {
    changeFontSize((size) => size - 1);
  },
  'font-reset': () => {
    changeFontSize(() => DEFAULT_SETTINGS.terminal.fontSize);
  },
  reconnect: () => {
    withTab(reconnectTab);
  },
  disconnect: () => {
    withTab(disconnectTab);
  },

  'reload-inventory': loadInventory,
  'save-connection': () => {
    withInspected((access, target) => {
      openDialog({ kind: 'save', request: saveRequestFor(access, target) });
    });
  },
  'open-shell': () => {
    withInspected(openTargetShell);
  },
  'open-desktop': () => {
    withInspected(openTargetDesktop);
  },
  'desktop-options': () => {
    withInspected((_access, target) => {
      openDesktopOptions(target);
    });
  },
  'choose-profile': () => {
    openDialog({ kind: 'choose-profile' });
  },
  'choose-region': () => {
    const { access } = workspaceStore.getState();
    openDialog(
      access === null ? { kind: 'choose-profile' } : { kind: 'choose-region', profileId: access.profileId },
    );
  },
  'open-sandbox': openSandbox,

  'new-tunnel': newTunnelHere,
  'pause-tunnels': pauseAll,
  'resume-tunnels': resumeAll,

  'full-screen': () => {
    call('window.toggle-full-screen', null).catch(reportError);
  },
  'toggle-sidebar': toggleSidebar,
  'toggle-inspector': toggleInspector,
};

export function runCommand(id: WindowCommandId): void {
  RUN[id]();
}

/** With the keys in the filter, what it says selected: the letters typed next are a new filter. */
function showInstances(): void {
  const field = (): HTMLInputElement | null => {
    const element = document.getElementById(FILTER_FIELD_ID);
    return element instanceof HTMLInputElement ? element : null;
  };
  focusAfter(() => {
    showView('instances');
  }, field);
  field()?.select();
}

function withTab(run: (id: TabId) => void): void {
  const { activeId } = tabsStore.getState();
  if (activeId !== null) run(activeId);
}

function withInspected(run: (access: AwsAccess, target: Target) => void): void {
  const { inspected } = workspaceStore.getState();
  if (inspected === null) return;
  const entry = findTarget(targetsStore.getState(), inspected.access, inspected.targetId);
  if (entry !== null) run(inspected.access, entry.target);
}

/** To the selected instance, when the lists are in front. */
function newTunnelHere(): void {
  const { inspected, view } = workspaceStore.getState();
  const entry =
    inspected === null || view === 'tunnels'
      ? null
      : findTarget(targetsStore.getState(), inspected.access, inspected.targetId);
  if (inspected === null || entry === null) newTunnel();
  else newTunnel(entry.target, inspected.access);
}

/** Each key press is a step from the one before, also while main has not answered that one yet. */
function changeFontSize(next: (size: number) => number): void {
  const size = next(askedFontSize?.size ?? settingsStore.getState().terminal.fontSize);
  const asked = { size: Math.max(FONT_SIZES.min, Math.min(FONT_SIZES.max, size)) };
  askedFontSize = asked;
  call('settings.change', { terminal: { fontSize: asked.size } })
    .catch(reportError)
    .finally(() => {
      if (askedFontSize === asked) askedFontSize = null;
    });
}

export function terminalHasFocus(): boolean {
  return document.activeElement?.closest('.terminal-host') != null;
}

/** A field of ours, not xterm's hidden one. */
export function isTextField(element: Element | null): boolean {
  if (element === null || element.closest('.terminal-host') !== null) return false;
  return (
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && element.type !== 'checkbox')
  );
}
