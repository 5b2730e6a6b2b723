// The composition root: one instance, one window, everything built once, one way to quit. What is heavy (the AWS SDK,
// the engine, the sandbox) is loaded when first used, so that the window is there at once.
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { app, clipboard, dialog, nativeTheme, protocol, session, shell, utilityProcess } from 'electron';
import type { AppFacts, MenuCommand } from '../shared/contract.ts';
import { registerAppScheme, serveApp } from './app/app-protocol.ts';
import { watchForBugs } from './app/bug-watch.ts';
import { closeHandler } from './app/close-window.ts';
import type { Core } from './app/core.ts';
import { buildCore } from './app/core.ts';
import { askOnClose, confirmQuit, tellBug } from './app/dialogs.ts';
import { addDevPolicy, devServerUrl } from './app/dev-server.ts';
import { attachToDesktop } from './app/desktop.ts';
import { desktopHome } from './app/desktop-parts.ts';
import { lockDown } from './app/lockdown.ts';
import { openLogFile } from './app/log-file.ts';
import { makeMenuBar } from './app/menu-bar.ts';
import { APP_PAGE_URL, isOurPage } from './app/page-address.ts';
import { liveCounts, makeQuit } from './app/quit.ts';
import { SandboxProcess } from './app/sandbox-process.ts';
import { readStartOptions } from './app/start-options.ts';
import { watchPage } from './app/page-watch.ts';
import { findTrayHost, type TrayHost } from './app/tray-host.ts';
import { NOTHING_LIVE } from './app/tray-menu.ts';
import { openWindow, revealWindow } from './app/window.ts';
import { openWindowBounds } from './app/window-bounds.ts';
import { systemClock } from './base/clock.ts';
import { createLog } from './base/log.ts';
import { listenToWindow } from './ipc/ipc-main.ts';
import { sendPortTo } from './ipc/port-sender.ts';
import { createPublisher } from './ipc/publisher.ts';
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
let core: Core | null = null;
let detach: () => void = () => undefined;
const contents = () => (window === null || window.isDestroyed() ? null : window.webContents);

const publish = createPublisher({ contents, checkPayload: !app.isPackaged });

const quit = makeQuit({
  clock,
  live: () => liveCounts(core),
  confirm: (live) => confirmQuit(window, live),
  closeAll: async () => {
    detach();
    await core?.close();
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
  lockDown({ app, isOurPage: isOurs, developer: !app.isPackaged, log });
  app.on('second-instance', (_event, argv) => {
    if (window === null) return;
    reveal();
    if (readStartOptions(argv, {}).sandbox) publish('menu.command', 'open-sandbox');
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
  const askingForTray = findTrayHost(process.platform);
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

  const sandbox = new SandboxProcess({
    fork: () =>
      utilityProcess.fork(path.join(__dirname, 'sandbox.js'), startOptions.sandboxArgs, {
        serviceName: 'Sallyport sandbox',
        env: startOptions.sandboxEnv,
      }),
    clock,
    log: log.part('sandbox'),
  });
  const building = buildCore({
    facts,
    libraryFile: userFile('library.json'),
    tunnelsFile: userFile('tunnels.json'),
    desktops: desktopHome(app.getPath('userData'), () => window),
    settings,
    sandbox,
    publish,
    sendPort: sendPortTo(contents),
    clipboard,
    openInBrowser: (url) => shell.openExternal(url),
    reportBug: (where, error) => {
      bugs.report(where, error);
    },
    checkContract: !app.isPackaged,
    env: process.env,
    clock,
    random: Math.random,
    log,
    logFile,
  });
  listenToWindow(
    building.then(({ router }) => router),
    { contents, isOurPage: isOurs },
  );

  const opened = openWindow({
    preload: path.join(__dirname, '../preload/preload.js'),
    bounds,
    devTools: !app.isPackaged,
    // Hidden only where something will show that we are here.
    show: !startOptions.hidden || (await askingForTray) !== 'present',
    log,
  });
  window = opened;
  let trayHost: TrayHost = 'unknown';
  void askingForTray.then((found) => {
    trayHost = found;
  });
  const closing = closeHandler({
    facts: () => ({
      platform: process.platform,
      onClose: settings.value.background.onClose,
      tray: settings.value.background.tray ? trayHost : 'off',
      liveTunnels: core?.tunnels.liveCount ?? 0,
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
  await opened.loadURL(pageUrl);
  core = await building;
  const { router, tunnels } = core;
  watchPage(opened, {
    router,
    log,
    clock,
    onGivenUp: (reason) => {
      bugs.report('the page', new Error(`The window stopped twice in a short time (${reason}).`));
    },
  });
  detach = attachToDesktop({
    core,
    settings,
    window: opened,
    trayHost: await askingForTray,
    iconDir: path.join(__dirname, '../../assets/tray'),
    showMenuBar,
    publish,
    send: sendCommand,
    quit,
    clock,
    log,
  });
  await tunnels.startAtLaunch();
  log.info('started', { version: facts.version, electron: facts.electron, system: facts.operatingSystem });
}

function sendCommand(command: MenuCommand): void {
  publish('menu.command', command);
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
