// The composition root: one instance, one window, and as little as that needs. All else that the app does is loaded while
// the window's page reads its script (app/running-app.ts); what is heavy (AWS SDK, engine, sandbox) when first used.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';
import { app, dialog, Menu, nativeTheme, protocol, session } from 'electron';
import { registerAppScheme, serveApp } from './app/app-protocol.ts';
import { addDevPolicy, devServerUrl } from './app/dev-server.ts';
import { lacksGpu } from './app/graphics.ts';
import { lockDown } from './app/lockdown.ts';
import { wasStartedAtLogin } from './app/login-start.ts';
import { APP_PAGE_URL, isOurPage } from './app/page-address.ts';
import type { RunningApp } from './app/running-app.ts';
import { readStartLook } from './app/start-look.ts';
import { readStartOptions } from './app/start-options.ts';
import { openWindow } from './app/window.ts';
import { listenToWindow } from './ipc/ipc-main.ts';

const startOptions = readStartOptions(process.argv, process.env);
if (startOptions.userDataDir !== null) app.setPath('userData', startOptions.userDataDir);
const userFile = (name: string): string => path.join(app.getPath('userData'), name);

const devUrl = devServerUrl(process.env, app.isPackaged);
const isOurs = (url: string): boolean => isOurPage(url, devUrl);

let window: BrowserWindow | null = null;
const contents = () => (window === null || window.isDestroyed() ? null : window.webContents);

function startApp(): void {
  registerAppScheme(protocol);
  // Or Electron would build its own at `ready`, before ours.
  Menu.setApplicationMenu(null);
  if (lacksGpu(process.platform)) app.disableHardwareAcceleration();
  const running = start();
  lockDown({
    app,
    isOurPage: isOurs,
    developer: !app.isPackaged,
    note: (what, url) => {
      void running.then(({ log }) => {
        log.warn(what, { url });
      });
    },
  });
  listenToWindow(running, { contents, isOurPage: isOurs });
  running
    .then((built) => built.attach())
    .catch((error: unknown) => {
      // Closed before anything could hear it: that was meant, and nothing is live yet.
      if (window?.isDestroyed() === true) {
        app.exit(0);
        return;
      }
      dialog.showErrorBox(
        'Sallyport could not start',
        error instanceof Error ? error.message : String(error),
      );
      app.exit(1);
    });
}

async function start(): Promise<RunningApp> {
  const files = { settings: userFile('settings.json'), bounds: userFile('window.json') };
  const [look] = await Promise.all([readStartLook(files), app.whenReady()]);
  nativeTheme.themeSource = look.theme;
  const pageAsks = servePage();
  const opened = openWindow({
    preload: path.join(__dirname, '../preload/preload.js'),
    bounds: look.bounds,
    devTools: !app.isPackaged,
    // Where nothing shows that we are here, it comes back by itself (app/reachable-window.ts).
    show: !startOptions.hidden && !wasStartedAtLogin({ app, platform: process.platform }),
  });
  window = opened;
  const loaded = opened.loadURL(devUrl ?? APP_PAGE_URL);
  // Told by `attach`, which waits for it later.
  loaded.catch(() => undefined);
  // A page that cannot be had asks for nothing.
  await Promise.race([pageAsks, loaded.catch(() => undefined)]);
  const { buildRunningApp } = await loadRunningApp();
  return buildRunningApp({ window: opened, loaded, contents, startOptions, files, mainDir: __dirname });
}

/** Resolves when the page is there and asks for its script. */
function servePage(): Promise<void> {
  if (devUrl === null) return serveApp(session.defaultSession, path.join(__dirname, '../renderer'));
  addDevPolicy(session.defaultSession, devUrl);
  return Promise.resolve();
}

/**
 * While the page reads its script: sooner, and the page's frame would wait, for all that Electron does for it takes this
 * same thread. The larger parts one by one, so that Electron gets its turns in between.
 */
async function loadRunningApp() {
  await nextTurn();
  await import('../shared/contract.ts');
  await nextTurn();
  await import('./base/web-socket.ts');
  await nextTurn();
  await import('./app/behind-window.ts');
  await nextTurn();
  return import('./app/running-app.ts');
}

if (app.requestSingleInstanceLock()) startApp();
else app.exit(0);
