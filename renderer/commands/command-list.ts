// Every command with its words: the palette, the shortcut sheet, the menus and the settings all read this one table.
// Which keys it has is in shared/command-keys.ts, and what it does in run-command.ts.
import type { CommandId } from '../../shared/command-keys.ts';

export const COMMAND_GROUPS = [
  'Go',
  'Tabs',
  'Terminal',
  'Instances',
  'In a list',
  'Tunnels',
  'Window',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

interface CommandWords {
  readonly group: CommandGroup;
  readonly label: string;
}

function words(group: CommandGroup, label: string): CommandWords {
  return { group, label };
}

export const COMMANDS: Readonly<Record<CommandId, CommandWords>> = {
  'go-to': words('Go', 'Go to an instance, tunnel or command'),
  'show-instances': words('Go', 'Show and filter instances'),
  'show-saved': words('Go', 'Show saved connections'),
  'show-tunnels': words('Go', 'Show tunnels'),
  'show-settings': words('Go', 'Settings'),
  'focus-terminal': words('Go', 'Focus the terminal'),
  'show-shortcuts': words('Go', 'Keyboard shortcuts'),

  'new-tab': words('Tabs', 'New tab'),
  'close-tab': words('Tabs', 'Close tab'),
  'close-other-tabs': words('Tabs', 'Close other tabs'),
  'reopen-tab': words('Tabs', 'Reopen closed tab'),
  'duplicate-tab': words('Tabs', 'Duplicate tab'),
  'rename-tab': words('Tabs', 'Rename tab'),
  'next-tab': words('Tabs', 'Next tab'),
  'previous-tab': words('Tabs', 'Previous tab'),
  'move-tab-left': words('Tabs', 'Move tab left'),
  'move-tab-right': words('Tabs', 'Move tab right'),

  copy: words('Terminal', 'Copy'),
  paste: words('Terminal', 'Paste'),
  'select-all': words('Terminal', 'Select all'),
  find: words('Terminal', 'Find in terminal'),
  'clear-scrollback': words('Terminal', 'Clear scrollback'),
  'font-larger': words('Terminal', 'Larger text'),
  'font-smaller': words('Terminal', 'Smaller text'),
  'font-reset': words('Terminal', 'Default text size'),
  'pass-keys': words('Terminal', 'Pass all keys to the shell'),
  reconnect: words('Terminal', 'Reconnect'),
  disconnect: words('Terminal', 'Disconnect'),

  'reload-inventory': words('Instances', 'Reload instances'),
  'open-shell': words('Instances', 'Open a shell on the selected instance'),
  'open-desktop': words('Instances', 'Open the desktop of the selected instance'),
  'desktop-options': words('Instances', 'Desktop options of the selected instance'),
  'save-connection': words('Instances', 'Save connection'),
  'choose-profile': words('Instances', 'Choose AWS profile'),
  'choose-region': words('Instances', 'Choose region'),
  'open-sandbox': words('Instances', 'Open the sandbox'),

  'open-selected': words('In a list', 'Open the selected row'),
  'settings-of-selected': words('In a list', 'Settings of the selected row'),
  'properties-of-selected': words('In a list', 'Properties of the selected row'),
  'menu-of-selected': words('In a list', 'Menu of the selected row'),
  'rename-selected': words('In a list', 'Rename the selected row'),
  'delete-selected': words('In a list', 'Delete the selected row'),

  'new-tunnel': words('Tunnels', 'New tunnel'),
  'pause-tunnels': words('Tunnels', 'Pause all tunnels'),
  'resume-tunnels': words('Tunnels', 'Resume paused tunnels'),

  'toggle-files': words('Window', 'Show or hide files'),
  'toggle-sidebar': words('Window', 'Show or hide the side list'),
  'toggle-inspector': words('Window', 'Show or hide the inspector'),
  'full-screen': words('Window', 'Full screen'),
};
