// The keys of the menu, in Electron's accelerator words: what the window's own table (renderer/commands) binds while
// a terminal has the focus, so that a key means the same whoever sees it first. Null: no key in the menu.
import type { MenuCommand } from '../../shared/contract.ts';

export interface MenuKeys {
  readonly macos: string | null;
  /** Windows and Linux: no bare Ctrl+letter and no bare function key, those belong to the shell. */
  readonly other: string | null;
}

export const MENU_KEYS: Readonly<Record<MenuCommand, MenuKeys>> = {
  'go-to': { macos: 'Cmd+Shift+P', other: 'Ctrl+Shift+P' },
  'new-tab': { macos: 'Cmd+T', other: 'Ctrl+Shift+T' },
  'close-tab': { macos: 'Cmd+W', other: 'Ctrl+Shift+W' },
  'reopen-tab': { macos: 'Cmd+Shift+T', other: 'Ctrl+Shift+Z' },
  'duplicate-tab': { macos: null, other: null },
  'rename-tab': { macos: null, other: null },
  'next-tab': { macos: 'Ctrl+Tab', other: 'Ctrl+Tab' },
  'previous-tab': { macos: 'Ctrl+Shift+Tab', other: 'Ctrl+Shift+Tab' },
  find: { macos: 'Cmd+F', other: 'Ctrl+Shift+F' },
  copy: { macos: 'Cmd+C', other: 'Ctrl+Shift+C' },
  paste: { macos: 'Cmd+V', other: 'Ctrl+Shift+V' },
  'select-all': { macos: 'Cmd+A', other: 'Ctrl+Shift+A' },
  'clear-scrollback': { macos: null, other: null },
  'font-larger': { macos: 'Cmd+=', other: 'Ctrl+=' },
  'font-smaller': { macos: 'Cmd+-', other: 'Ctrl+-' },
  'font-reset': { macos: 'Cmd+0', other: 'Ctrl+0' },
  'toggle-sidebar': { macos: 'Cmd+B', other: 'Ctrl+Shift+B' },
  'toggle-inspector': { macos: 'Cmd+I', other: 'Ctrl+Shift+I' },
  'show-instances': { macos: 'Cmd+Shift+L', other: 'Ctrl+Shift+L' },
  'show-saved': { macos: 'Cmd+Shift+S', other: 'Ctrl+Shift+S' },
  'show-tunnels': { macos: 'Cmd+Shift+U', other: 'Ctrl+Shift+U' },
  'new-tunnel': { macos: null, other: null },
  'show-settings': { macos: 'Cmd+,', other: 'Ctrl+,' },
  'show-shortcuts': { macos: null, other: null },
  'reload-inventory': { macos: 'Cmd+R', other: null },
  'open-sandbox': { macos: null, other: null },
};
