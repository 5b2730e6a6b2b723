// The tray: drawn from the model, only when it has changed, so that an open menu is not taken away under the mouse.
import { Menu, Tray } from 'electron';
import { nativeItems } from './native-menu.ts';
import { trayIcon } from './tray-icons.ts';
import type { TrayAction } from './tray-item.ts';
import type { TrayModel } from './tray-menu.ts';

export interface TrayParts {
  readonly iconDir: string;
  readonly act: (action: TrayAction) => void;
  readonly platform: NodeJS.Platform;
}

export interface LiveTray {
  show(model: TrayModel): void;
  remove(): void;
}

export function openTray({ iconDir, act, platform }: TrayParts): LiveTray {
  let tray: Tray | null = null;
  let shown = '';
  return {
    show(model) {
      const next = JSON.stringify(model);
      if (next === shown) return;
      shown = next;
      const image = trayIcon(model.icon, iconDir, platform);
      if (tray === null) {
        tray = new Tray(image);
        // Windows: the left button shows the window, the right one the menu. Elsewhere both open the menu.
        if (platform === 'win32')
          tray.on('click', () => {
            act({ do: 'open' });
          });
      } else tray.setImage(image);
      tray.setToolTip(model.tooltip);
      tray.setContextMenu(Menu.buildFromTemplate(nativeItems(model.items, act)));
    },
    remove() {
      tray?.destroy();
      tray = null;
      shown = '';
    },
  };
}
