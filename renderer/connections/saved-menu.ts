// What one can do with a saved connection, as a menu.
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { openMenu } from '../stores/context-menu.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import { openDialog } from '../stores/dialogs.ts';
import { openSavedConnection } from '../tabs/tab-actions.ts';
import { setFavourite } from './saved-actions.ts';

export function openSavedMenu(
  spec: SavedConnectionSpec,
  x: number,
  y: number,
  rename: () => void,
  remove: () => void,
): void {
  openMenu({
    x,
    y,
    label: spec.name,
    entries: [
      {
        kind: 'item',
        label: 'Open',
        keys: 'Enter',
        run: () => {
          openSavedConnection(spec);
        },
      },
      ...(spec.kind === 'desktop' ? desktopEntries(spec) : []),
      { kind: 'separator' },
      {
        kind: 'item',
        label: 'Route and key…',
        run: () => {
          openDialog({ kind: 'how', spec });
        },
      },
      {
        kind: 'item',
        label: spec.isFavourite ? 'Remove from favourites' : 'Add to favourites',
        run: () => {
          setFavourite(spec, !spec.isFavourite);
        },
      },
      { kind: 'item', label: 'Rename', keys: 'F2', run: rename },
      { kind: 'item', label: 'Delete', keys: 'Delete', tone: 'danger', run: remove },
    ],
  });
}

function desktopEntries(spec: SavedConnectionSpec): readonly MenuEntry[] {
  const place = { targetId: spec.targetId, savedConnectionId: spec.id };
  return [
    {
      kind: 'item',
      label: 'Open a shell',
      run: () => {
        openSavedConnection(spec, 'shell');
      },
    },
    {
      kind: 'item',
      label: 'Desktop options…',
      run: () => {
        openDialog({ kind: 'desktop-options', request: { place, title: spec.name, desktopId: null } });
      },
    },
  ];
}
