// Every command of the window with its words and its keys per operating system: the palette, the shortcut sheet,
// the tooltips and the key handler all read this one table. Keys: as in other tabbed terminals of each system.
import type { AppFacts, MenuCommand } from '../../shared/contract.ts';

export type Os = AppFacts['operatingSystem'];

export type CommandId =
  | MenuCommand
  | 'choose-profile'
  | 'choose-region'
  | 'open-sandbox'
  | 'save-connection'
  | 'open-shell'
  | 'open-desktop'
  | 'desktop-options'
  | 'reconnect'
  | 'disconnect'
  | 'move-tab-left'
  | 'move-tab-right'
  | 'close-other-tabs'
  | 'toggle-files'
  | 'focus-terminal'
  | 'pause-tunnels'
  | 'resume-tunnels';

export type CommandGroup = 'Go' | 'Tabs' | 'Terminal' | 'Instances' | 'Tunnels' | 'Window';

/**
 * `everywhere`: also while a terminal has the focus. `outside-terminal`: keys that programs in a terminal use
 * themselves (F5) and that we take only elsewhere. `outside-text`: not while typing either. `in-terminal`: text
 * fields have their own copy and paste.
 */
export type KeyScope = 'everywhere' | 'in-terminal' | 'outside-terminal' | 'outside-text';

export interface CommandEntry {
  readonly label: string;
  readonly group: CommandGroup;
  readonly scope: KeyScope;
  readonly keys: Readonly<Record<Os, readonly string[]>>;
}

function keys(macos: readonly string[], windows: readonly string[], linux = windows): CommandEntry['keys'] {
  return { macos, windows, linux };
}

function entry(
  group: CommandGroup,
  label: string,
  bound: CommandEntry['keys'],
  scope: KeyScope = 'everywhere',
): CommandEntry {
  return { group, label, keys: bound, scope };
}

const none = keys([], []);

export const COMMANDS: Readonly<Record<CommandId, CommandEntry>> = {
  'go-to': entry(
    'Go',
    'Go to an instance, tunnel or command',
    keys(['Cmd+Shift+P', 'Cmd+P', 'Cmd+K'], ['Ctrl+Shift+P', 'Ctrl+Shift+K']),
  ),
  'show-instances': entry('Go', 'Show and filter instances', keys(['Cmd+Shift+L'], ['Ctrl+Shift+L'])),
  'show-saved': entry('Go', 'Show saved connections', keys(['Cmd+Shift+S'], ['Ctrl+Shift+S'])),
  'show-tunnels': entry('Go', 'Show tunnels', keys(['Cmd+Shift+U'], ['Ctrl+Shift+U'])),
  'show-settings': entry('Go', 'Settings', keys(['Cmd+,'], ['Ctrl+,'])),
  'focus-terminal': entry('Go', 'Focus the terminal', none),
  'show-shortcuts': entry('Go', 'Keyboard shortcuts', keys(['F1', '?'], ['F1', '?']), 'outside-text'),

  'new-tab': entry('Tabs', 'New tab', keys(['Cmd+T'], ['Ctrl+Shift+T'])),
  'close-tab': entry('Tabs', 'Close tab', keys(['Cmd+W'], ['Ctrl+Shift+W'])),
  'close-other-tabs': entry('Tabs', 'Close other tabs', none),
  'reopen-tab': entry('Tabs', 'Reopen closed tab', keys(['Cmd+Shift+T'], ['Ctrl+Shift+Z'])),
  'duplicate-tab': entry('Tabs', 'Duplicate tab', none),
  'rename-tab': entry('Tabs', 'Rename tab', keys(['F2'], ['F2']), 'outside-text'),
  'next-tab': entry('Tabs', 'Next tab', keys(['Ctrl+Tab', 'Cmd+Shift+]'], ['Ctrl+Tab', 'Ctrl+PageDown'])),
  'previous-tab': entry(
    'Tabs',
    'Previous tab',
    keys(['Ctrl+Shift+Tab', 'Cmd+Shift+['], ['Ctrl+Shift+Tab', 'Ctrl+PageUp']),
  ),
  'move-tab-left': entry('Tabs', 'Move tab left', keys(['Cmd+Shift+ArrowLeft'], ['Ctrl+Shift+PageUp'])),
  'move-tab-right': entry('Tabs', 'Move tab right', keys(['Cmd+Shift+ArrowRight'], ['Ctrl+Shift+PageDown'])),

  copy: entry('Terminal', 'Copy', keys(['Cmd+C'], ['Ctrl+Shift+C', 'Ctrl+Insert']), 'in-terminal'),
  paste: entry('Terminal', 'Paste', keys(['Cmd+V'], ['Ctrl+Shift+V', 'Shift+Insert']), 'in-terminal'),
  'select-all': entry('Terminal', 'Select all', keys(['Cmd+A'], ['Ctrl+Shift+A']), 'in-terminal'),
  find: entry('Terminal', 'Find in terminal', keys(['Cmd+F'], ['Ctrl+Shift+F'])),
  'clear-scrollback': entry('Terminal', 'Clear scrollback', none),
  'font-larger': entry('Terminal', 'Larger text', keys(['Cmd+=', 'Cmd++'], ['Ctrl+=', 'Ctrl++'])),
  'font-smaller': entry('Terminal', 'Smaller text', keys(['Cmd+-'], ['Ctrl+-'])),
  'font-reset': entry('Terminal', 'Default text size', keys(['Cmd+0'], ['Ctrl+0'])),
  reconnect: entry('Terminal', 'Reconnect', none),
  disconnect: entry('Terminal', 'Disconnect', none),

  'reload-inventory': entry('Instances', 'Reload instances', keys(['Cmd+R'], ['F5']), 'outside-terminal'),
  'open-shell': entry('Instances', 'Open a shell on the selected instance', none),
  'open-desktop': entry('Instances', 'Open the desktop of the selected instance', none),
  'desktop-options': entry('Instances', 'Desktop options of the selected instance', none),
  'save-connection': entry('Instances', 'Save connection', none),
  'choose-profile': entry('Instances', 'Choose AWS profile', keys(['Cmd+E'], ['Ctrl+Shift+E'])),
  'choose-region': entry('Instances', 'Choose region', none),
  'open-sandbox': entry('Instances', 'Open the sandbox', none),

  'new-tunnel': entry('Tunnels', 'New tunnel', none),
  'pause-tunnels': entry('Tunnels', 'Pause all tunnels', none),
  'resume-tunnels': entry('Tunnels', 'Resume paused tunnels', none),

  'toggle-files': entry('Window', 'Show or hide files', keys(['Cmd+Shift+O'], ['Ctrl+Shift+O'])),
  'toggle-sidebar': entry('Window', 'Show or hide the side list', keys(['Cmd+B'], ['Ctrl+Shift+B'])),
  'toggle-inspector': entry('Window', 'Show or hide the inspector', keys(['Cmd+I'], ['Ctrl+Shift+I'])),
};
