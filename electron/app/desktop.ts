// What the desktop gives the app around its window: tray, menu bar, start at login, sleep and network events.
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { app, powerMonitor } from 'electron';
import type { Publish } from '../ipc/publisher.ts';
import { type Background, type BackgroundParts, startBackground } from './background.ts';
import type { Core } from './core.ts';
import { setLoginStart } from './login-start.ts';
import type { ShowMenuBar } from './menu-bar.ts';
import { followSystem } from './system-events.ts';
import { openTray } from './tray.ts';
import { revealWindow } from './window.ts';

export interface DesktopParts extends Pick<
  BackgroundParts,
  'settings' | 'trayHost' | 'send' | 'clock' | 'log'
> {
  readonly core: Core;
  readonly window: BrowserWindow;
  readonly iconDir: string;
  readonly showMenuBar: ShowMenuBar;
  readonly publish: Publish;
  readonly quit: { request(): boolean; now(): void };
}

/** `end` takes everything away again. */
export function attachToDesktop(parts: DesktopParts): Background {
  const { core, window, quit, publish, showMenuBar, clock, log } = parts;
  const { platform } = process;
  const endSystem = followSystem({
    powerMonitor,
    wake: () => {
      core.connections.wake();
      core.desktops.live.wake();
      core.tunnels.wake();
    },
    quit: () => {
      quit.now();
    },
    clock,
    log,
  });
  const background = startBackground({
    ...parts,
    openTray: (act) => openTray({ iconDir: path.resolve(parts.iconDir), act, platform }),
    showMenu: (live, bar, act) => {
      showMenuBar(live, act);
      if (platform !== 'darwin') window.setMenuBarVisibility(bar === 'visible');
    },
    setLoginStart: (wanted) =>
      setLoginStart(wanted, {
        app,
        platform,
        env: process.env,
        homeDir: app.getPath('home'),
        executable: process.execPath,
      }),
    reveal: () => {
      revealWindow(window);
    },
    request: (request) => {
      publish('window.request', request);
    },
    quit: () => quit.request(),
  });
  return {
    trayHostChanged: () => {
      background.trayHostChanged();
    },
    end() {
      endSystem();
      background.end();
    },
  };
}
