// What one can do with a tunnel, as menus.
import type { TunnelClient } from '../../shared/open-with.ts';
import type { TunnelView } from '../../shared/saved-tunnel.ts';
import { keyHint } from '../commands/keys-of.ts';
import { openMenu } from '../stores/context-menu.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import { isOn } from '../stores/tunnels.ts';
import { copyAddress, editTunnel, openTunnelWith, removeTunnel, switchTunnel } from './tunnel-actions.ts';
import { listensAt } from './tunnel-words.ts';

export const CLIENT_NAMES: Readonly<Record<TunnelClient, string>> = {
  browser: 'Browser',
  psql: 'psql',
  mysql: 'mysql',
  'redis-cli': 'redis-cli',
  custom: 'Own command',
};

/** What most people mean by a port. */
const BY_PORT: ReadonlyMap<number, TunnelClient> = new Map([
  [5432, 'psql'],
  [3306, 'mysql'],
  [6379, 'redis-cli'],
  [80, 'browser'],
  [443, 'browser'],
  [3000, 'browser'],
  [8000, 'browser'],
  [8080, 'browser'],
  [8443, 'browser'],
  [9090, 'browser'],
]);

export function guessClient(remotePort: number): TunnelClient | null {
  return BY_PORT.get(remotePort) ?? null;
}

/** The likely one first; an own command only where there is one. */
function clientsFor({ saved }: TunnelView): readonly TunnelClient[] {
  const first = saved.openWith.preferred ?? guessClient(saved.remotePort);
  const all: readonly TunnelClient[] = ['browser', 'psql', 'mysql', 'redis-cli', 'custom'];
  const possible = all.filter((client) => client !== 'custom' || saved.openWith.command !== null);
  return [...possible.filter((client) => client === first), ...possible.filter((client) => client !== first)];
}

export function openClientMenu(view: TunnelView, x: number, y: number): void {
  const entries = clientsFor(view).map((client): MenuEntry => ({
    kind: 'item',
    label: CLIENT_NAMES[client],
    run: () => {
      openTunnelWith(view.saved.id, client);
    },
  }));
  openMenu({ x, y, label: `Open ${view.saved.name} with`, entries });
}

export function openTunnelMenu(view: TunnelView, x: number, y: number): void {
  const isToTarget = view.saved.direction.kind === 'to-target';
  const [first] = isToTarget ? clientsFor(view) : [];
  const item = (label: string, run: () => void, keys?: string): MenuEntry => ({
    kind: 'item',
    label,
    run,
    ...(keys === undefined ? {} : { keys }),
  });
  openMenu({
    x,
    y,
    label: view.saved.name,
    entries: [
      item(isOn(view) ? 'Switch off' : 'Switch on', () => {
        switchTunnel(view);
      }),
      ...(first === undefined
        ? []
        : [
            item(
              `Open with ${CLIENT_NAMES[first].replace(/^[BO]/, (letter) => letter.toLowerCase())}`,
              () => {
                openTunnelWith(view.saved.id, first);
              },
            ),
          ]),
      ...(isToTarget
        ? [
            item('Open with…', () => {
              openClientMenu(view, x, y);
            }),
          ]
        : []),
      ...(listensAt(view) === null
        ? []
        : [
            item('Copy address', () => {
              copyAddress(view);
            }),
          ]),
      { kind: 'separator' },
      item(
        'Change…',
        () => {
          editTunnel(view);
        },
        keyHint('settings-of-selected'),
      ),
      {
        kind: 'item',
        label: 'Delete',
        keys: keyHint('delete-selected'),
        tone: 'danger',
        run: () => {
          removeTunnel(view);
        },
      },
    ],
  });
}
