// The application menu: on macOS the visible menu bar, elsewhere only the carrier of the keys (the bar is hidden).
// Items send `menu.command`; the window carries them out.
import type { MenuItemConstructorOptions } from 'electron';
import type { BoundKeys } from '../../shared/bound-keys.ts';
import { scopeOf } from '../../shared/command-keys.ts';
import type { AppFacts, MenuCommand } from '../../shared/contract.ts';
import { acceleratorOf } from './accelerator.ts';
import { nativeItems } from './native-menu.ts';
import type { TrayAction } from './tray-item.ts';
import { connectionMenuItems, tunnelMenuItems, type TrayState } from './tray-menu.ts';

export interface MenuOptions {
  readonly operatingSystem: AppFacts['operatingSystem'];
  readonly keys: BoundKeys;
  readonly send: (command: MenuCommand) => void;
  readonly openLogFolder: () => void;
  /** What the tray shows too; it may be missing. */
  readonly live: TrayState;
  readonly act: (action: TrayAction) => void;
  /** Reload and developer tools; only unpackaged. */
  readonly developer: boolean;
}

/** Pure: what Menu.buildFromTemplate is given. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const mac = options.operatingSystem === 'macos';
  const item = (label: string, command: MenuCommand): MenuItemConstructorOptions => {
    const accelerator = acceleratorOf(options.keys[command], scopeOf(command), options.operatingSystem);
    const base: MenuItemConstructorOptions = {
      id: command,
      label,
      click: () => {
        options.send(command);
      },
    };
    return accelerator === null ? base : { ...base, accelerator };
  };
  const line: MenuItemConstructorOptions = { type: 'separator' };

  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      line,
      item('Settings…', 'show-settings'),
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
  const tabs: MenuItemConstructorOptions = {
    label: mac ? 'Shell' : 'File',
    submenu: [
      item('New Tab', 'new-tab'),
      item('Duplicate Tab', 'duplicate-tab'),
      item('Reopen Closed Tab', 'reopen-tab'),
      item('Rename Tab', 'rename-tab'),
      line,
      item('Open the Sandbox', 'open-sandbox'),
      line,
      item('Close Tab', 'close-tab'),
      ...(mac ? [] : [line, item('Settings', 'show-settings'), line, quitWithoutKey]),
    ],
  };
  // On macOS text fields get Cmd+C and friends from the menu's roles only; elsewhere Chromium has them built in
  // and the items are the terminal's Ctrl+Shift variants.
  const edit: MenuItemConstructorOptions = {
    label: 'Edit',
    submenu: [
      ...(mac
        ? [
            { role: 'undo' } as const,
            { role: 'redo' } as const,
            line,
            { role: 'cut' } as const,
            { role: 'copy' } as const,
            { role: 'paste' } as const,
            { role: 'selectAll' } as const,
          ]
        : [item('Copy', 'copy'), item('Paste', 'paste'), item('Select All', 'select-all')]),
      line,
      item('Find…', 'find'),
      item('Clear Scrollback', 'clear-scrollback'),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      item('Instances', 'show-instances'),
      item('Saved', 'show-saved'),
      item('Tunnels', 'show-tunnels'),
      item('Reload Instances', 'reload-inventory'),
      line,
      item('Sidebar', 'toggle-sidebar'),
      item('Inspector', 'toggle-inspector'),
      line,
      item('Larger Text', 'font-larger'),
      item('Smaller Text', 'font-smaller'),
      item('Normal Text', 'font-reset'),
      line,
      // Without the role macOS would add an item of its own; the role has a key unless another, or none, is said.
      mac
        ? { accelerator: '', ...item('Full Screen', 'full-screen'), role: 'togglefullscreen' }
        : item('Full Screen', 'full-screen'),
      ...(options.developer
        ? [line, { label: 'Developer Tools', role: 'toggleDevTools', accelerator: 'F12' } as const]
        : []),
    ],
  };
  const go: MenuItemConstructorOptions = {
    label: 'Go',
    submenu: [
      item('Go to…', 'go-to'),
      line,
      item('Next Tab', 'next-tab'),
      item('Previous Tab', 'previous-tab'),
      ...nativeItems(connectionMenuItems(options.live), options.act),
    ],
  };
  const tunnels: MenuItemConstructorOptions = {
    label: 'Tunnels',
    submenu: [...nativeItems(tunnelMenuItems(options.live), options.act)],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [
      item('Keyboard Shortcuts', 'show-shortcuts'),
      {
        label: 'Open Log Folder',
        click: () => {
          options.openLogFolder();
        },
      },
    ],
  };
  const windowMenu: MenuItemConstructorOptions = {
    label: 'Window',
    role: 'window',
    submenu: [{ role: 'minimize' }, { role: 'zoom' }, line, { role: 'front' }],
  };
  return mac
    ? [appMenu, tabs, edit, view, go, tunnels, windowMenu, help]
    : [tabs, edit, view, go, tunnels, help];
}

/** The role would bring Ctrl+Q (XON in a shell) along. */
const quitWithoutKey: MenuItemConstructorOptions = {
  role: 'quit',
  accelerator: '',
  registerAccelerator: false,
};
