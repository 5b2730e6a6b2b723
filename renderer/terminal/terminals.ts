// The terminals of the open tabs. Not a store: xterm and its bytes are no state to render from.
import { tabsStore } from '../stores/tabs.ts';
import type { TabId } from '../tabs/tab-state.ts';
import type { TerminalController } from './terminal-controller.ts';

const controllers = new Map<TabId, TerminalController>();

export function keepTerminal(id: TabId, controller: TerminalController): void {
  controllers.set(id, controller);
}

export function dropTerminal(id: TabId): void {
  controllers.get(id)?.dispose();
  controllers.delete(id);
}

export function terminalOf(id: TabId): TerminalController | null {
  return controllers.get(id) ?? null;
}

export function activeTerminal(): TerminalController | null {
  const { activeId } = tabsStore.getState();
  return activeId === null ? null : terminalOf(activeId);
}
