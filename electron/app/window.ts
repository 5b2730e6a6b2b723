// The one window: locked-down page, remembered place, shown at once in the page's own colour.
import path from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import type { Log } from '../base/log.ts';
import type { StoredDocument } from '../library/stored-document.ts';
import type { WindowBounds } from './window-bounds.ts';
import { MIN_WINDOW_HEIGHT, MIN_WINDOW_WIDTH, placeWindow } from './window-place.ts';

/** The page's own backgrounds, so that nothing flashes before it is there. */
const BACKGROUND = { light: '#f6f7f9', dark: '#0f1216' } as const;
/** Moving and resizing come in bursts; only where it came to rest is written. */
const REMEMBER_AFTER_MS = 500;

export interface WindowOptions {
  readonly preload: string;
  readonly devTools: boolean;
  /** Whether it is shown at once. */
  readonly show: boolean;
  /** Where it was last; null before it was ever closed. */
  readonly bounds: WindowBounds | null;
}

export function openWindow(options: WindowOptions): BrowserWindow {
  const { bounds } = options;
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const workAreas = [primary, ...others].map((display) => display.workArea);
  const window = new BrowserWindow({
    ...placeWindow(bounds, workAreas),
    minWidth: MIN_WINDOW_WIDTH,
    minHeight: MIN_WINDOW_HEIGHT,
    show: false,
    title: app.name,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: path.resolve(options.preload),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: options.devTools,
      // A terminal in a hidden window must go on consuming, or its far side stands still.
      backgroundThrottling: false,
    },
  });
  // The keys of a menu without a bar still work, and Alt stays with the shell.
  if (process.platform !== 'darwin') window.setMenuBarVisibility(false);
  // Not at `ready-to-show`: Chromium says that after the page's scripts have run, and then the first frame waits for it.
  if (options.show) {
    if (bounds?.maximized === true) window.maximize();
    else window.show();
  }
  return window;
}

/** Shows and focuses it, whatever state it is in. */
export function revealWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Writes its place down whenever it came to rest. */
export function rememberBounds(
  window: BrowserWindow,
  bounds: StoredDocument<WindowBounds | null>,
  log: Log,
): void {
  let timer: NodeJS.Timeout | null = null;
  const remember = (): void => {
    timer = null;
    if (window.isDestroyed()) return;
    const next: WindowBounds = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    bounds
      .change(() => next)
      .catch((error: unknown) => {
        log.warn('the place of the window could not be stored', { error });
      });
  };
  const later = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(remember, REMEMBER_AFTER_MS);
  };
  window.on('resize', later);
  window.on('move', later);
  window.on('maximize', later);
  window.on('unmaximize', later);
  window.on('close', () => {
    if (timer === null) return;
    clearTimeout(timer);
    remember();
  });
}
