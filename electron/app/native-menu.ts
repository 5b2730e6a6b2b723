// The tray's model as Electron's menus take it. Pure.
import type { MenuItemConstructorOptions } from 'electron';
import type { TrayAction, TrayItem } from './tray-item.ts';

export function nativeItems(
  items: readonly TrayItem[],
  act: (action: TrayAction) => void,
): MenuItemConstructorOptions[] {
  return items.map((item): MenuItemConstructorOptions => {
    switch (item.kind) {
      case 'line':
        return { type: 'separator' };
      case 'words':
        return { id: item.id, label: plain(item.label), enabled: false };
      case 'item':
        return {
          id: item.id,
          label: plain(item.label),
          click: () => {
            act(item.action);
          },
        };
      case 'check':
        return {
          id: item.id,
          type: 'checkbox',
          label: plain(item.label),
          checked: item.checked,
          click: () => {
            act(item.action);
          },
        };
      case 'list':
        return { id: item.id, label: item.label, submenu: nativeItems(item.items, act) };
    }
  });
}

/** A single & marks the letter to press; names of people's machines mean none. */
function plain(label: string): string {
  return label.replaceAll('&', '&&');
}
