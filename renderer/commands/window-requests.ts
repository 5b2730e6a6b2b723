// What tray and menu bar ask for: a tab in front, a saved connection opened, a tunnel shown.
import { assertNever } from '../../shared/assert-never.ts';
import type { WindowRequest } from '../../shared/contract.ts';
import { windowBridge } from '../bridge/window-bridge.ts';
import { desktopsStore } from '../stores/desktops.ts';
import { libraryStore } from '../stores/library.ts';
import { tabsStore } from '../stores/tabs.ts';
import { activateTab, adoptDesktop, openSavedConnection } from '../tabs/tab-actions.ts';
import { showTunnel } from '../tunnels/tunnel-actions.ts';

export function followWindowRequests(): void {
  windowBridge().on('window.request', carryOut);
}

/** What it names may have gone meanwhile: then nothing happens. */
function carryOut(request: WindowRequest): void {
  switch (request.kind) {
    case 'focus-connection': {
      const tab = tabsStore
        .getState()
        .tabs.find(({ link }) => link.kind === 'linked' && link.connectionId === request.connectionId);
      if (tab !== undefined) activateTab(tab.id);
      return;
    }
    case 'focus-desktop': {
      const tab = tabsStore
        .getState()
        .tabs.find(({ link }) => link.kind === 'desktop' && link.desktopId === request.desktopId);
      const desktop = desktopsStore.getState().byId.get(request.desktopId);
      if (tab !== undefined) activateTab(tab.id);
      else if (desktop !== undefined) adoptDesktop(desktop);
      return;
    }
    case 'open-saved': {
      const spec = libraryStore.getState().connections.find(({ id }) => id === request.savedConnectionId);
      if (spec !== undefined) openSavedConnection(spec);
      return;
    }
    case 'show-tunnel':
      showTunnel(request.tunnelId);
      return;
    default:
      assertNever(request);
  }
}
