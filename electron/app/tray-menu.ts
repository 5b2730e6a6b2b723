// What the tray shows, as a model made from snapshots: icon, tooltip, menu. Pure; tray.ts and menu.ts draw it.
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import type { TunnelView } from '../../shared/saved-tunnel.ts';
import { isSwitchedOn, type TunnelState } from '../../shared/tunnel.ts';
import { MAX_LISTED, shorten, type TrayItem } from './tray-item.ts';
import { savedItems } from './tray-saved.ts';

/** Told apart by shape: nothing on the mark, a dot, an exclamation mark. */
export type TrayIcon = 'idle' | 'active' | 'trouble';

export interface TrayModel {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

export interface TrayState {
  readonly connections: readonly ConnectionSnapshot[];
  readonly desktops: readonly DesktopSnapshot[];
  readonly tunnels: readonly TunnelView[];
  readonly pausedCount: number;
  readonly saved: readonly SavedConnectionSpec[];
}

/** Before anything is known. */
export const NOTHING_LIVE: TrayState = {
  connections: [],
  desktops: [],
  tunnels: [],
  pausedCount: 0,
  saved: [],
};

export function trayModel(state: TrayState): TrayModel {
  const live = liveOf(state);
  const words = stateWords(state);
  return {
    icon: trayIcon(state),
    tooltip: `Sallyport: ${words}`,
    items: [
      { kind: 'words', id: 'state', label: words },
      ...section(liveItems(live)),
      ...section(tunnelItems(state)),
      ...section(savedItems(state.saved)),
      { kind: 'line' },
      { kind: 'item', id: 'open', label: 'Open Sallyport', action: { do: 'open' } },
      ...pauseItem(state),
      { kind: 'item', id: 'settings', label: 'Settings', action: { do: 'settings' } },
      { kind: 'item', id: 'quit', label: 'Quit', action: { do: 'quit' } },
    ],
  };
}

/** The tunnels for the menu bar, where the tray may be missing. */
export function tunnelMenuItems(state: TrayState): readonly TrayItem[] {
  return [
    { kind: 'words', id: 'state', label: stateWords(state) },
    ...section(tunnelItems(state)),
    { kind: 'line' },
    { kind: 'item', id: 'new-tunnel', label: 'New Tunnel…', action: { do: 'new-tunnel' } },
    ...pauseItem(state),
  ];
}

/** Live connections and recent ones for the menu bar. */
export function connectionMenuItems(state: TrayState): readonly TrayItem[] {
  return [...section(liveItems(liveOf(state))), ...section(savedItems(state.saved))];
}

/** What is open or opening: shells, then desktops. */
interface Live {
  readonly connections: readonly ConnectionSnapshot[];
  readonly desktops: readonly DesktopSnapshot[];
}

function liveOf({ connections, desktops }: TrayState): Live {
  return {
    connections: connections.filter(({ phase }) => phase.kind !== 'ended'),
    desktops: desktops.filter(({ phase }) => phase.kind !== 'ended'),
  };
}

function section(items: readonly TrayItem[]): readonly TrayItem[] {
  return items.length === 0 ? [] : [{ kind: 'line' }, ...items];
}

function stateWords(state: TrayState): string {
  const { tunnels } = state;
  const { connections, desktops } = liveOf(state);
  const troubled = tunnels.filter(({ live }) => isTrouble(live.state));
  const [first] = troubled;
  if (first !== undefined && troubled.length === 1)
    return `${shorten(first.saved.name)}: ${tunnelWords(first)}`;
  if (troubled.length > 1) return `${troubled.length} tunnels need attention`;
  const on = tunnels.filter(({ live }) => isSwitchedOn(live)).length;
  const parts = [
    connections.length > 0 ? count(connections.length, 'connection') : '',
    desktops.length > 0 ? count(desktops.length, 'desktop') : '',
    on > 0 ? `${count(on, 'tunnel')} on` : '',
  ];
  const words = parts.filter((part) => part !== '').join(', ');
  return words === '' ? 'Nothing open' : words;
}

function trayIcon(state: TrayState): TrayIcon {
  const { tunnels } = state;
  const { connections, desktops } = liveOf(state);
  if (tunnels.some(({ live: { state } }) => isTrouble(state))) return 'trouble';
  const isOpen = connections.length + desktops.length > 0;
  return isOpen || tunnels.some(({ live }) => isSwitchedOn(live)) ? 'active' : 'idle';
}

/** What will not pass by itself soon; a reconnect of seconds is none. */
function isTrouble(state: TunnelState): boolean {
  return ['failed', 'waiting-for-credentials', 'waiting-for-port'].includes(state.kind);
}

function liveItems({ connections, desktops }: Live): readonly TrayItem[] {
  const shells = connections.map((connection): TrayItem => {
    const away = connection.phase.kind === 'open' ? '' : ' (connecting)';
    const again = connection.phase.kind === 'reconnecting' ? ' (reconnecting)' : away;
    return {
      kind: 'item',
      id: `connection:${connection.id}`,
      label: `${shorten(connection.title)}${again}`,
      action: { do: 'focus-connection', id: connection.id },
    };
  });
  const screens = desktops.map((desktop): TrayItem => {
    const { kind } = desktop.phase;
    const state =
      kind === 'open' ? 'desktop' : kind === 'disconnected' ? 'desktop, disconnected' : 'desktop, opening';
    return {
      kind: 'item',
      id: `desktop:${desktop.id}`,
      label: `${shorten(desktop.title)} (${desktop.question === null ? state : 'desktop, asks you'})`,
      action: { do: 'focus-desktop', id: desktop.id },
    };
  });
  const items = [...shells, ...screens];
  return [...items.slice(0, MAX_LISTED), ...more(items.length, 'connection')];
}

function tunnelItems({ tunnels }: TrayState): readonly TrayItem[] {
  const items = tunnels.slice(0, MAX_LISTED).map((tunnel): TrayItem => {
    const { saved, live } = tunnel;
    const words = tunnelWords(tunnel);
    return {
      kind: 'check',
      id: `tunnel:${saved.id}`,
      label: `${shorten(saved.name)}${words === '' ? '' : ` (${words})`}`,
      checked: isSwitchedOn(live),
      action: { do: 'toggle-tunnel', id: saved.id },
    };
  });
  return [...items, ...more(tunnels.length, 'tunnel')];
}

/** Nothing that changes every second: the menu may be open. */
function tunnelWords({ live }: TunnelView): string {
  const { state, address, farAddress } = live;
  switch (state.kind) {
    case 'off':
      return '';
    case 'listening':
    case 'open':
      if (farAddress !== null) return `port ${farAddress.port ?? '…'} of the target`;
      return address === null ? '' : `port ${address.port}`;
    case 'starting':
      return 'starting';
    case 'reconnecting':
      return 'reconnecting';
    case 'waiting-for-credentials':
      return 'sign in to go on';
    case 'waiting-for-port':
      return 'port in use';
    case 'failed':
      return 'failed';
  }
}

function pauseItem({ tunnels, pausedCount }: TrayState): readonly TrayItem[] {
  const on = tunnels.some(({ live }) => isSwitchedOn(live));
  if (on) return [{ kind: 'item', id: 'pause-all', label: 'Pause All Tunnels', action: { do: 'pause-all' } }];
  if (pausedCount === 0) return [];
  const label = `Resume ${count(pausedCount, 'Tunnel')}`;
  return [{ kind: 'item', id: 'resume-all', label, action: { do: 'resume-all' } }];
}

function more(total: number, what: string): readonly TrayItem[] {
  const left = total - MAX_LISTED;
  return left <= 0 ? [] : [{ kind: 'words', id: `more-${what}`, label: `and ${count(left, what)} more` }];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
