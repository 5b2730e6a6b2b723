// What goes on without the window: keeps tray and menu bar in step with connections, tunnels and settings, and carries
// out what is clicked there.
import type { MenuCommand, WindowRequest } from '../../shared/contract.ts';
import type { Clock } from '../base/clock.ts';
import { Gathered } from '../base/gathered.ts';
import type { Log } from '../base/log.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { Core } from './core.ts';
import type { LiveTray } from './tray.ts';
import type { TrayAction } from './tray-item.ts';
import { trayModel, type TrayState } from './tray-menu.ts';
import type { TrayHost } from './tray-host.ts';

export interface BackgroundParts {
  readonly core: Pick<Core, 'connections' | 'desktops' | 'library' | 'tunnels'>;
  readonly settings: SettingsStore;
  readonly trayHost: () => TrayHost;
  readonly openTray: (act: (action: TrayAction) => void) => LiveTray;
  /** Draws the menu bar anew. `bar`: whether it must be visible because nothing else offers its actions. */
  readonly showMenu: (state: TrayState, bar: 'visible' | 'hidden', act: (action: TrayAction) => void) => void;
  readonly setLoginStart: (wanted: boolean) => Promise<void>;
  readonly reveal: () => void;
  readonly request: (request: WindowRequest) => void;
  readonly send: (command: MenuCommand) => void;
  readonly quit: () => unknown;
  readonly clock: Clock;
  readonly log: Log;
}

/** A menu is read by people; several changes of a moment are one. */
const DRAW_EVERY_MS = 200;

export interface Background {
  /** Whoever shows icons has appeared or gone: the icon is made anew, as it belongs to the one who was there. */
  trayHostChanged(): void;
  end(): void;
}

export function startBackground(parts: BackgroundParts): Background {
  const { core, settings, clock, log } = parts;
  const tray = parts.openTray(act);
  let menuShown = '';
  let loginStart: boolean | null = null;

  const state = (): TrayState => {
    const { upserts, paused } = core.tunnels.snapshot();
    return {
      connections: core.connections.snapshot().upserts,
      desktops: core.desktops.live.snapshot().upserts,
      tunnels: upserts,
      pausedCount: paused.length,
      saved: core.library.snapshot().connections,
    };
  };
  const draw = (): void => {
    const now = state();
    const model = trayModel(now);
    const wanted = settings.value.background.tray;
    if (wanted) tray.show(model);
    else tray.remove();
    const hasTray = wanted && parts.trayHost() === 'present';
    // What is live has its tabs in the window; what is saved would be in no menu that one sees.
    const isNeeded = now.tunnels.length + now.saved.length > 0;
    const bar = isNeeded && !hasTray ? 'visible' : 'hidden';
    const next = JSON.stringify([bar, model.items, settings.value.keys]);
    if (next !== menuShown) parts.showMenu(now, bar, act);
    menuShown = next;
    keepLoginStart(settings.value.background.startAtLogin);
  };
  const keepLoginStart = (wanted: boolean): void => {
    // At the start only a wish is carried out: an entry that somebody else made is not ours to take away.
    if (loginStart === wanted || (loginStart === null && !wanted)) {
      loginStart = wanted;
      return;
    }
    loginStart = wanted;
    parts.setLoginStart(wanted).catch((error: unknown) => {
      log.warn('the start at login could not be set', { wanted, error });
    });
  };
  const changes = new Gathered<null>({ clock, everyMs: DRAW_EVERY_MS, tell: draw });
  const changed = (): void => {
    changes.add(null);
  };

  function act(action: TrayAction): void {
    const failed = (error: unknown): void => {
      log.warn('an action of the tray failed', { action: action.do, error });
    };
    switch (action.do) {
      case 'focus-connection':
        parts.reveal();
        parts.request({ kind: 'focus-connection', connectionId: action.id });
        return;
      case 'focus-desktop':
        parts.reveal();
        parts.request({ kind: 'focus-desktop', desktopId: action.id });
        return;
      case 'open-saved':
        parts.reveal();
        parts.request({ kind: 'open-saved', savedConnectionId: action.id });
        return;
      case 'show-tunnel':
        parts.reveal();
        parts.request({ kind: 'show-tunnel', tunnelId: action.id });
        return;
      case 'toggle-tunnel':
        // The system has turned the check mark by itself: it is drawn again as things really are.
        menuShown = '';
        core.tunnels.toggle(action.id).then(changed).catch(failed);
        return;
      case 'pause-all':
        core.tunnels.pauseAll().then(changed).catch(failed);
        return;
      case 'resume-all':
        core.tunnels.resumeAll().then(changed).catch(failed);
        return;
      case 'open':
        parts.reveal();
        return;
      case 'new-tunnel':
        parts.reveal();
        parts.send('new-tunnel');
        return;
      case 'settings':
        parts.reveal();
        parts.send('show-settings');
        return;
      case 'quit':
        parts.quit();
    }
  }

  const stopListening = [
    core.connections.onUpdate(changed),
    core.desktops.live.onUpdate(changed),
    core.library.onChange(changed),
    core.tunnels.onUpdate(changed),
    settings.onChange(changed),
  ];
  draw();
  return {
    trayHostChanged() {
      tray.remove();
      draw();
    },
    end() {
      for (const stop of stopListening) stop();
      changes.close();
      tray.remove();
    },
  };
}
