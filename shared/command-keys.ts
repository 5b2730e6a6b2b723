// Every command that can have a key: where its key is heard, and which it has until somebody chooses another. Main
// makes the menu of it and checks what is stored; the window hears the keys. Keys: as in other tabbed terminals of
// each system.

export type Os = 'linux' | 'windows' | 'macos';

/**
 * `everywhere`: also while a terminal has the focus. `outside-terminal`: keys that programs in a terminal use
 * themselves (F5) and that we take only elsewhere. `outside-text`: not while typing either. `in-terminal`: text
 * fields have their own copy and paste. `in-list`: about the selected row of the list that has the focus; there it
 * comes before what is heard outside the terminal.
 */
export type KeyScope = 'everywhere' | 'in-terminal' | 'outside-terminal' | 'outside-text' | 'in-list';

export interface CommandKeys {
  readonly scope: KeyScope;
  readonly keys: Readonly<Record<Os, readonly string[]>>;
}

function keys(
  macos: readonly string[],
  others: readonly string[],
  scope: KeyScope = 'everywhere',
): CommandKeys {
  return { scope, keys: { macos, windows: others, linux: others } };
}

const none = keys([], []);

export const COMMAND_KEYS = {
  'go-to': keys(['Cmd+Shift+P', 'Cmd+P', 'Cmd+K'], ['Ctrl+Shift+P', 'Ctrl+Shift+K']),
  'show-instances': keys(['Cmd+Shift+L'], ['Ctrl+Shift+L']),
  'show-saved': keys(['Cmd+Shift+S'], ['Ctrl+Shift+S']),
  'show-tunnels': keys(['Cmd+Shift+U'], ['Ctrl+Shift+U']),
  'show-settings': keys(['Cmd+,'], ['Ctrl+,']),
  'focus-terminal': none,
  'show-shortcuts': keys(['F1', '?'], ['F1', '?'], 'outside-text'),

  'new-tab': keys(['Cmd+T'], ['Ctrl+Shift+T']),
  'close-tab': keys(['Cmd+W'], ['Ctrl+Shift+W']),
  'close-other-tabs': none,
  'reopen-tab': keys(['Cmd+Shift+T'], ['Ctrl+Shift+Z']),
  'duplicate-tab': none,
  'rename-tab': keys(['F2'], ['F2'], 'outside-text'),
  'next-tab': keys(['Ctrl+Tab', 'Cmd+Shift+]'], ['Ctrl+Tab', 'Ctrl+PageDown']),
  'previous-tab': keys(['Ctrl+Shift+Tab', 'Cmd+Shift+['], ['Ctrl+Shift+Tab', 'Ctrl+PageUp']),
  'move-tab-left': keys(['Cmd+Shift+ArrowLeft'], ['Ctrl+Shift+PageUp']),
  'move-tab-right': keys(['Cmd+Shift+ArrowRight'], ['Ctrl+Shift+PageDown']),

  copy: keys(['Cmd+C'], ['Ctrl+Shift+C', 'Ctrl+Insert'], 'in-terminal'),
  paste: keys(['Cmd+V'], ['Ctrl+Shift+V', 'Shift+Insert'], 'in-terminal'),
  'select-all': keys(['Cmd+A'], ['Ctrl+Shift+A'], 'in-terminal'),
  find: keys(['Cmd+F'], ['Ctrl+Shift+F']),
  'clear-scrollback': none,
  'font-larger': keys(['Cmd+=', 'Cmd++'], ['Ctrl+=', 'Ctrl++']),
  'font-smaller': keys(['Cmd+-'], ['Ctrl+-']),
  'font-reset': keys(['Cmd+0'], ['Ctrl+0']),
  'pass-keys': keys(['Cmd+Shift+Backspace'], ['Ctrl+Shift+Backspace']),
  reconnect: none,
  disconnect: none,

  'reload-inventory': keys(['Cmd+R'], ['F5'], 'outside-terminal'),
  'open-shell': none,
  'open-desktop': none,
  'desktop-options': none,
  'save-connection': none,
  'choose-profile': keys(['Cmd+E'], ['Ctrl+Shift+E']),
  'choose-region': none,
  'open-sandbox': none,

  'open-selected': keys(['Enter'], ['Enter'], 'in-list'),
  'settings-of-selected': keys(['F4'], ['F4'], 'in-list'),
  'properties-of-selected': keys(['Alt+Enter'], ['Alt+Enter'], 'in-list'),
  'menu-of-selected': keys(['Shift+F10'], ['Shift+F10', 'ContextMenu'], 'in-list'),
  'rename-selected': keys(['F2'], ['F2'], 'in-list'),
  'delete-selected': keys(['Delete', 'Cmd+Backspace'], ['Delete'], 'in-list'),

  'new-tunnel': none,
  'pause-tunnels': none,
  'resume-tunnels': none,

  'toggle-files': keys(['Cmd+Shift+O'], ['Ctrl+Shift+O']),
  'toggle-sidebar': keys(['Cmd+B'], ['Ctrl+Shift+B']),
  'toggle-inspector': keys(['Cmd+I'], ['Ctrl+Shift+I']),
  'full-screen': keys(['Ctrl+Cmd+F'], ['F11']),
} as const satisfies Readonly<Record<string, CommandKeys>>;

export type CommandId = keyof typeof COMMAND_KEYS;

export const COMMAND_IDS = Object.keys(COMMAND_KEYS) as readonly CommandId[];

export function scopeOf(id: CommandId): KeyScope {
  return COMMAND_KEYS[id].scope;
}

/** Commands about the selected row of a list: the list itself carries them out. */
export const LIST_COMMANDS = [
  'open-selected',
  'settings-of-selected',
  'properties-of-selected',
  'menu-of-selected',
  'rename-selected',
  'delete-selected',
] as const satisfies readonly CommandId[];
export type ListCommandId = (typeof LIST_COMMANDS)[number];
/** All others: the window carries them out. */
export type WindowCommandId = Exclude<CommandId, ListCommandId>;
export const WINDOW_COMMANDS = COMMAND_IDS.filter(
  (id): id is WindowCommandId => COMMAND_KEYS[id].scope !== 'in-list',
);
