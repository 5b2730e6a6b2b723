// The application menu as Electron shows it; drawn anew whenever what is live has changed.
import { Menu, shell } from 'electron';
import type { BoundKeys } from '../../shared/bound-keys.ts';
import type { AppFacts, MenuCommand } from '../../shared/contract.ts';
import type { Log } from '../base/log.ts';
import { menuTemplate } from './menu.ts';
import type { TrayAction } from './tray-item.ts';
import type { TrayState } from './tray-menu.ts';

export interface MenuBarParts {
  readonly operatingSystem: AppFacts['operatingSystem'];
  /** As they are now. */
  readonly keys: () => BoundKeys;
  readonly send: (command: MenuCommand) => void;
  readonly logDir: string;
  readonly developer: boolean;
  readonly log: Log;
}

export type ShowMenuBar = (live: TrayState, act: (action: TrayAction) => void) => void;

export function makeMenuBar({ logDir, log, keys, ...parts }: MenuBarParts): ShowMenuBar {
  const openLogFolder = (): void => {
    void shell.openPath(logDir).then((failure) => {
      if (failure !== '') log.warn('the log folder could not be opened', { failure });
    });
  };
  return (live, act) => {
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate({ ...parts, keys: keys(), openLogFolder, live, act })),
    );
  };
}
