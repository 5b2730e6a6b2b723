// The app around its window: settings, log, core, menus, one way to close and one to quit. Loaded by main.ts once the
// window is open and its page on the way.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, type BrowserWindow, nativeTheme, type WebContents } from 'electron';
import { boundKeys } from '../../shared/bound-keys.ts';
import type { AppFacts, MenuCommand } from '../../shared/contract.ts';
import { systemClock } from '../base/clock.ts';
import { createLog, type Log } from '../base/log.ts';
import type { WindowListener } from '../ipc/ipc-main.ts';
import { openSettings } from '../library/settings.ts';
import type { Background } from './background.ts';
import { buildBehindWindow } from './behind-window.ts';
import type { BehindWindow } from './behind-window.ts';
import { watchForBugs } from './bug-watch.ts';
import { guardClose } from './close-guard.ts';
import { closeHandler } from './close-window.ts';
import { askOnClose, confirmQuit, tellBug } from './dialogs.ts';
import { DropGrants } from './drop-grants.ts';
import { openLogFile } from './log-file.ts';
import { makeMenuBar } from './menu-bar.ts';
import { watchPage } from './page-watch.ts';
import { liveCounts, makeQuit } from './quit.ts';
import { readStartOptions, type StartOptions } from './start-options.ts';
import { keepReachable } from './reachable-window.ts';
import type { TrayHost } from './tray-host.ts';
import { NOTHING_LIVE } from './tray-menu.ts';
import { type TrayWatch, watchTrayHost } from './tray-watch.ts';
import { rememberBounds, revealWindow } from './window.ts';
import { openWindowBounds } from './window-bounds.ts';

/** From a page that has loaded to a screen that can be seen, on a slow machine. */
const FIRST_SCREEN_MS = 300;

export interface OpenedWindow {
  readonly window: BrowserWindow;
  /** Its page. */
  readonly loaded: Promise<void>;
  /** Of the window; null when it is gone. */
  readonly contents: () => WebContents | null;
  readonly startOptions: StartOptions;
  readonly files: { readonly settings: string; readonly bounds: string };
  /** Where main's bundle lies; the other bundles and the assets are found from there. */
  readonly mainDir: string;
}

export interface RunningApp extends WindowListener {
  readonly log: Log;
  /** Once the page is there: tray, saved tunnels that start with the app. */
  attach(): Promise<void>;
}

export async function buildRunningApp(opened: OpenedWindow): Promise<RunningApp> {
  const { window, contents, startOptions } = opened;
  const clock = systemClock;
  const dataFolder = app.getPath('userData');
  const logDir = path.join(dataFolder, 'logs');
  const logFile = openLogFile({ dir: logDir, echo: startOptions.verbose });
  const log = createLog('app', logFile.sink, clock);
  const live = () => (window.isDestroyed() ? null : window);
  let behind: BehindWindow | null = null;
  let background: Background | null = null;
  let trayWatch: TrayWatch | null = null;

  const quit = makeQuit({
    clock,
    live: () => liveCounts(behind?.core ?? null),
    confirm: (counts) => confirmQuit(live(), counts),
    closeAll: async () => {
      trayWatch?.stop();
      background?.end();
      await behind?.core.close();
    },
    exit: () => {
      app.exit(0);
    },
  });
  const quitNow = (): void => {
    quit.now();
  };
  const closeGuard = guardClose(window, quit);
  // Windows ends the user's session: there is nobody to ask.
  window.on('session-end', quitNow);
  const bugs = watchForBugs({ log, tell: tellBug, quit: quitNow }, process);
  /** Before the page is there nobody could hear it. */
  const sendCommand = (command: MenuCommand): void => {
    behind?.publish('menu.command', command);
  };
  const reveal = (): void => {
    const shown = live();
    if (shown !== null) revealWindow(shown);
  };

  app.on('second-instance', (_event, argv) => {
    reveal();
    if (readStartOptions(argv, {}).sandbox) sendCommand('open-sandbox');
  });
  app.on('activate', reveal);
  app.on('before-quit', (event) => {
    if (!quit.request()) event.preventDefault();
  });
  // The window decides in its own `close`; quitting is the only way out.
  app.on('window-all-closed', () => undefined);
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.warn('a process of the app has died', { type, reason, exitCode });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quitNow);

  const facts: AppFacts = {
    version: app.getVersion(),
    electron: process.versions.electron,
    operatingSystem: operatingSystem(),
    startInSandbox: startOptions.sandbox,
  };
  const [settings, bounds] = await Promise.all([
    openSettings({ file: opened.files.settings, clock }),
    openWindowBounds({ file: opened.files.bounds, clock }),
  ]);
  nativeTheme.themeSource = settings.value.theme;
  settings.onChange(({ theme }) => {
    nativeTheme.themeSource = theme;
  });
  rememberBounds(window, bounds, log);
  const showMenuBar = makeMenuBar({
    operatingSystem: facts.operatingSystem,
    keys: () => boundKeys(settings.value.keys, facts.operatingSystem),
    send: sendCommand,
    logDir,
    developer: !app.isPackaged,
    log,
  });
  showMenuBar(NOTHING_LIVE, () => undefined);

  const tray = (): TrayHost | 'off' =>
    settings.value.background.tray ? (trayWatch?.host ?? 'unknown') : 'off';
  const reachable = keepReachable({
    isHidden: () => !window.isVisible() && !window.isMinimized(),
    hasTray: () => process.platform === 'darwin' || tray() === 'present',
    show: () => {
      window.showInactive();
    },
    clock,
  });
  const closing = closeHandler({
    facts: () => ({
      platform: process.platform,
      onClose: settings.value.background.onClose,
      tray: tray(),
      liveTunnels: behind?.core.tunnels.liveCount ?? 0,
    }),
    ask: (asked) => askOnClose(window, asked),
    remember: (onClose) => settings.change({ background: { onClose } }),
    window,
    quit,
    log,
  });
  closeGuard.ready(closing);

  const dropGrants = new DropGrants(randomUUID);
  const built = await buildBehindWindow({
    dropGrants,
    iconFile: path.join(opened.mainDir, '../../assets/icon.png'),
    startOptions,
    sandboxEntry: path.join(opened.mainDir, 'sandbox.js'),
    contents,
    window: live,
    dataFolder,
    facts,
    settings,
    reportBug: (where, error) => {
      bugs.report(where, error);
    },
    checkContract: !app.isPackaged,
    clock,
    log,
    logFile,
  });
  behind = built;
  const { core } = built;

  return {
    router: core.router,
    onDrop: (paths) => dropGrants.give(paths),
    log,
    async attach() {
      await opened.loaded;
      watchPage(window, {
        router: core.router,
        log,
        clock,
        onGivenUp: (reason) => {
          bugs.report('the page', new Error(`The window stopped twice in a short time (${reason}).`));
        },
      });
      // Not before its first screen can be seen: it takes processes, and this thread.
      await sleep(FIRST_SCREEN_MS);
      trayWatch = watchTrayHost({
        platform: process.platform,
        onChange: () => {
          background?.trayHostChanged();
          reachable.look();
        },
        log,
      });
      await trayWatch.known;
      background = built.attach({
        settings,
        window,
        trayHost: () => trayWatch?.host ?? 'unknown',
        iconDir: path.join(opened.mainDir, '../../assets/tray'),
        showMenuBar,
        send: sendCommand,
        quit,
        clock,
        log,
      });
      // Started hidden, and nothing shows that we are here.
      reachable.look();
      window.on('hide', () => {
        reachable.look();
      });
      await core.tunnels.startAtLaunch();
      log.info('started', {
        version: facts.version,
        electron: facts.electron,
        system: facts.operatingSystem,
      });
    },
  };
}

function operatingSystem(): AppFacts['operatingSystem'] {
  if (process.platform === 'darwin') return 'macos';
  return process.platform === 'win32' ? 'windows' : 'linux';
}
