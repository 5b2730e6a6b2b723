// What one can do with a saved connection, as a menu.
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { openMenu } from '../stores/context-menu.ts';
import { openSavedConnection } from '../tabs/tab-actions.ts';

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
      { kind: 'separator' },
      { kind: 'item', label: 'Rename', keys: 'F2', run: rename },
      { kind: 'item', label: 'Delete', keys: 'Delete', tone: 'danger', run: remove },
    ],
  });
}
