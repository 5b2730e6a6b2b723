// The composition root: one instance, one window, everything built once, one way to quit. The window comes first; what
// stands behind it is loaded while its page starts, and what is heavy (AWS SDK, engine, sandbox) when first used.
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { app, dialog, Menu, nativeTheme, protocol, session } from 'electron';
import type { AppFacts, MenuCommand } from '../shared/contract.ts';
import { registerAppScheme, serveApp } from './app/app-protocol.ts';
import type { Background } from './app/background.ts';
import type { BehindWindow } from './app/behind-window.ts';
import { watchForBugs } from './app/bug-watch.ts';
import { closeHandler } from './app/close-window.ts';
import { askOnClose, confirmQuit, tellBug } from './app/dialogs.ts';
import { addDevPolicy, devServerUrl } from './app/dev-server.ts';
import { lockDown } from './app/lockdown.ts';
import { openLogFile } from './app/log-file.ts';
import { makeMenuBar } from './app/menu-bar.ts';
import { APP_PAGE_URL, isOurPage } from './app/page-address.ts';
import { liveCounts, makeQuit } from './app/quit.ts';
import { readStartOptions } from './app/start-options.ts';
import { watchPage } from './app/page-watch.ts';
import { keepReachable } from './app/reachable-window.ts';
import { NOTHING_LIVE } from './app/tray-menu.ts';
import { type TrayWatch, watchTrayHost } from './app/tray-watch.ts';
import { openWindow, revealWindow } from './app/window.ts';
import { openWindowBounds } from './app/window-bounds.ts';
import { systemClock } from './base/clock.ts';
import { createLog } from './base/log.ts';
import { listenToWindow } from './ipc/ipc-main.ts';
import { openSettings } from './library/settings.ts';

const clock = systemClock;
const startOptions = readStartOptions(process.argv, process.env);
if (startOptions.userDataDir !== null) app.setPath('userData', startOptions.userDataDir);
const userFile = (name: string): string => path.join(app.getPath('userData'), name);

const devUrl = devServerUrl(process.env, app.isPackaged);
const pageUrl = devUrl ?? APP_PAGE_URL;
const isOurs = (url: string): boolean => isOurPage(url, devUrl);

const logFile = openLogFile({ dir: userFile('logs'), echo: startOptions.verbose });
const log = createLog('app', logFile.sink, clock);

let window: BrowserWindow | null = null;
let behind: BehindWindow | null = null;
let background: Background | null = null;
let trayWatch: TrayWatch | null = null;
const contents = () => (window === null || window.isDestroyed() ? null : window.webContents);

const quit = makeQuit({
  clock,
  live: () => liveCounts(behind?.core ?? null),
  confirm: (live) => confirmQuit(window, live),
  closeAll: async () => {
    trayWatch?.stop();
    background?.end();
    await behind?.core.close();
  },
  exit: () => {
    app.exit(0);
  },
});

const bugs = watchForBugs(
  {
    log,
    tell: tellBug,
    quit: () => {
      quit.now();
    },
  },
  process,
);

function startApp(): void {
  registerAppScheme(protocol);
  // Or Electron would build its own at `ready`, before ours.
  Menu.setApplicationMenu(null);
  lockDown({ app, isOurPage: isOurs, developer: !app.isPackaged, log });
  app.on('second-instance', (_event, argv) => {
    if (window === null) return;
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
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      quit.now();
    });
  }
  start().catch((error: unknown) => {
    log.error('the app could not start', { error });
    dialog.showErrorBox('Sallyport could not start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
}

async function start(): Promise<void> {
  const onDisk = Promise.all([
    openSettings({ file: userFile('settings.json'), clock }),
    openWindowBounds({ file: userFile('window.json'), clock }),
  ]);
  await app.whenReady();
  const [settings, bounds] = await onDisk;
  nativeTheme.themeSource = settings.value.theme;
  settings.onChange(({ theme }) => {
    nativeTheme.themeSource = theme;
  });
  if (devUrl === null) serveApp(session.defaultSession, path.join(__dirname, '../renderer'));
  else addDevPolicy(session.defaultSession, devUrl);

  const facts: AppFacts = {
    version: app.getVersion(),
    electron: process.versions.electron,
    operatingSystem: operatingSystem(),
    startInSandbox: startOptions.sandbox,
  };
  const showMenuBar = makeMenuBar({
    operatingSystem: facts.operatingSystem,
    send: sendCommand,
    logDir: userFile('logs'),
    developer: !app.isPackaged,
    log,
  });
  showMenuBar(NOTHING_LIVE, () => undefined);

  const opened = openWindow({
    preload: path.join(__dirname, '../preload/preload.js'),
    bounds,
    devTools: !app.isPackaged,
    show: !startOptions.hidden,
    log,
  });
  window = opened;
  const loaded = opened.loadURL(pageUrl);
  const building = import('./app/behind-window.ts').then(({ buildBehindWindow }) =>
    buildBehindWindow({
      startOptions,
      sandboxEntry: path.join(__dirname, 'sandbox.js'),
      contents,
      window: () => window,
      dataFolder: app.getPath('userData'),
      facts,
      settings,
      reportBug: (where, error) => {
        bugs.report(where, error);
      },
      checkContract: !app.isPackaged,
      clock,
      log,
      logFile,
    }),
  );
  listenToWindow(
    building.then(({ core }) => core.router),
    { contents, isOurPage: isOurs },
  );
  const tray = () => (settings.value.background.tray ? (trayWatch?.host ?? 'unknown') : 'off');
  const reachable = keepReachable({
    isHidden: () => !opened.isVisible() && !opened.isMinimized(),
    hasTray: () => process.platform === 'darwin' || tray() === 'present',
    show: () => {
      opened.showInactive();
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
    ask: (asked) => askOnClose(opened, asked),
    remember: (onClose) => settings.change({ background: { onClose } }),
    window: opened,
    quit,
    log,
  });
  opened.on('close', (event) => {
    if (quit.state === 'closed') return;
    event.preventDefault();
    if (quit.state === 'running') closing();
  });
  // Windows ends the user's session: there is nobody to ask.
  opened.on('session-end', () => {
    quit.now();
  });
  [behind] = await Promise.all([building, loaded]);
  const { core, attach } = behind;
  watchPage(opened, {
    router: core.router,
    log,
    clock,
    onGivenUp: (reason) => {
      bugs.report('the page', new Error(`The window stopped twice in a short time (${reason}).`));
    },
  });
  // Not before: it takes processes, and the window comes first.
  trayWatch = watchTrayHost({
    platform: process.platform,
    onChange: () => {
      background?.trayHostChanged();
      reachable.look();
    },
    log,
  });
  await trayWatch.known;
  background = attach({
    settings,
    window: opened,
    trayHost: () => trayWatch?.host ?? 'unknown',
    iconDir: path.join(__dirname, '../../assets/tray'),
    showMenuBar,
    send: sendCommand,
    quit,
    clock,
    log,
  });
  // Started hidden, and nothing shows that we are here.
  reachable.look();
  opened.on('hide', reachable.look);
  await core.tunnels.startAtLaunch();
  log.info('started', { version: facts.version, electron: facts.electron, system: facts.operatingSystem });
}

/** Before the page is there nobody could hear it. */
function sendCommand(command: MenuCommand): void {
  behind?.publish('menu.command', command);
}

function reveal(): void {
  if (window !== null) revealWindow(window);
}

function operatingSystem(): AppFacts['operatingSystem'] {
  if (process.platform === 'darwin') return 'macos';
  return process.platform === 'win32' ? 'windows' : 'linux';
}

if (app.requestSingleInstanceLock()) startApp();
else app.exit(0);
