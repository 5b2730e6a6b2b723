// What stands behind the window: sandbox, core and events. A module of its own, so that main.ts opens the window
// first and loads all this while the page's process starts.
import { app, type BrowserWindow, clipboard, shell, utilityProcess, type WebContents } from 'electron';
import { sendPortTo } from '../ipc/port-sender.ts';
import { createPublisher, type Publish } from '../ipc/publisher.ts';
import type { Background } from './background.ts';
import { buildCore, type Core, type CoreParts } from './core.ts';
import { attachToDesktop, type DesktopParts } from './desktop.ts';
import { desktopHome } from './desktop-parts.ts';
import { consentDialog } from './dialogs.ts';
import { dragStarter } from './drag-starter.ts';
import type { DropGrants } from './drop-grants.ts';
import { fileDialogs, fileShell } from './file-dialogs.ts';
import { commandLinkOf, sshConfigOf } from './proxy-program.ts';
import { SandboxProcess } from './sandbox-process.ts';
import type { StartOptions } from './start-options.ts';

export interface BehindWindowParts extends Omit<
  CoreParts,
  | 'sandbox'
  | 'desktops'
  | 'files'
  | 'sshConfig'
  | 'commandLink'
  | 'publish'
  | 'sendPort'
  | 'clipboard'
  | 'isFocused'
  | 'askConsent'
  | 'openInBrowser'
  | 'windowKeys'
  | 'env'
  | 'random'
> {
  readonly startOptions: StartOptions;
  readonly dropGrants: DropGrants;
  /** The app's own, a large one. */
  readonly iconFile: string;
  /** The sandbox's script. */
  readonly sandboxEntry: string;
  /** Of the one window; null when there is none. */
  readonly contents: () => WebContents | null;
  readonly window: () => BrowserWindow | null;
}

export interface BehindWindow {
  readonly core: Core;
  readonly publish: Publish;
  /** Tray, menus and system events. */
  readonly attach: (parts: Omit<DesktopParts, 'core' | 'publish'>) => Background;
}

export async function buildBehindWindow(parts: BehindWindowParts): Promise<BehindWindow> {
  const { contents, startOptions, clock, log } = parts;
  const publish = createPublisher({ contents, checkPayload: parts.checkContract });
  const sandbox = new SandboxProcess({
    fork: () =>
      utilityProcess.fork(parts.sandboxEntry, startOptions.sandboxArgs, {
        serviceName: 'Sallyport sandbox',
        env: startOptions.sandboxEnv,
      }),
    clock,
    log: log.part('sandbox'),
  });
  const core = await buildCore({
    ...parts,
    sandbox,
    files: {
      dialogs: fileDialogs(parts.window),
      shell: fileShell,
      dropGrants: parts.dropGrants,
      dragStarter: dragStarter(contents, parts.iconFile),
    },
    desktops: desktopHome(parts.dataFolder, parts.window),
    sshConfig: sshConfigOf(app, startOptions.userDataDir),
    commandLink: commandLinkOf(app),
    publish,
    sendPort: sendPortTo(contents),
    clipboard,
    isFocused: () => parts.window()?.isFocused() ?? false,
    windowKeys: {
      ignoreMenu: (ignore) => contents()?.setIgnoreMenuShortcuts(ignore),
      toggleFullScreen: () => {
        const window = parts.window();
        window?.setFullScreen(!window.isFullScreen());
      },
    },
    askConsent: consentDialog(parts.window),
    openInBrowser: (url) => shell.openExternal(url),
    env: process.env,
    random: Math.random,
  });
  return { core, publish, attach: (desktop) => attachToDesktop({ ...desktop, core, publish }) };
}
