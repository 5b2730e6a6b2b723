// What a right click in the terminal does: copy or paste where that is the custom, else a menu.
import type { WindowCommandId } from '../../shared/command-keys.ts';
import { COMMANDS } from '../commands/command-list.ts';
import { keyHint } from '../commands/keys-of.ts';
import { runCommand } from '../commands/run-command.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { openMenu } from '../stores/context-menu.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import { settingsStore } from '../stores/settings.ts';
import type { TabId } from '../tabs/tab-state.ts';
import { activateTab } from '../tabs/tab-actions.ts';
import { rightClickAction } from './right-click.ts';
import type { TerminalController } from './terminal-controller.ts';
import { copySelection, pasteFromClipboard } from './terminal-input.ts';

export function rightClick(controller: TerminalController, tabId: TabId, event: MouseEvent): void {
  const { terminal } = controller.view;
  const action = rightClickAction({
    setting: settingsStore.getState().terminal.rightClick,
    os: operatingSystem(),
    button: event.button,
    hasSelection: terminal.hasSelection(),
  });
  if (action === 'copy') {
    copySelection(controller);
    terminal.clearSelection();
    return;
  }
  if (action === 'paste') {
    pasteFromClipboard(controller);
    return;
  }
  openMenu({
    x: event.clientX,
    y: event.clientY,
    label: 'Terminal',
    entries: terminalMenu(controller, tabId),
  });
}

function terminalMenu(controller: TerminalController, tabId: TabId): readonly MenuEntry[] {
  const item = (command: WindowCommandId, disabled = false): MenuEntry => ({
    kind: 'item',
    label: COMMANDS[command].label,
    keys: keyHint(command),
    disabled,
    run: () => {
      activateTab(tabId);
      runCommand(command);
    },
  });
  return [
    item('copy', !controller.view.terminal.hasSelection()),
    item('paste'),
    item('select-all'),
    { kind: 'separator' },
    item('find'),
    item('clear-scrollback'),
    { kind: 'separator' },
    item('duplicate-tab'),
    item('disconnect'),
    item('close-tab'),
  ];
}
