// What one can do with a saved connection, as a menu.
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { keyHint } from '../commands/keys-of.ts';
import { openMenu } from '../stores/context-menu.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import { openDialog } from '../stores/dialogs.ts';
import { openSavedConnection } from '../tabs/tab-actions.ts';
import { showProperties } from '../targets/properties.ts';
import { setFavourite } from './saved-actions.ts';
import { askInRow } from './saved-row-mode.ts';
import { openSavedDesktopOptions } from './saved-settings.ts';

export function openSavedMenu(spec: SavedConnectionSpec, x: number, y: number): void {
  openMenu({
    x,
    y,
    label: spec.name,
    entries: [
      {
        kind: 'item',
        label: 'Open',
        keys: keyHint('open-selected'),
        run: () => {
          openSavedConnection(spec);
        },
      },
      ...(spec.kind === 'desktop' ? desktopEntries(spec) : []),
      { kind: 'separator' },
      {
        kind: 'item',
        label: 'Route and key…',
        ...(spec.kind === 'shell' ? { keys: keyHint('settings-of-selected') } : {}),
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
      {
        kind: 'item',
        label: 'Properties',
        keys: keyHint('properties-of-selected'),
        run: () => {
          showProperties(spec.access, spec.targetId);
        },
      },
      {
        kind: 'item',
        label: 'Rename',
        keys: keyHint('rename-selected'),
        run: () => {
          askInRow(spec.id, 'renaming');
        },
      },
      {
        kind: 'item',
        label: 'Delete',
        keys: keyHint('delete-selected'),
        tone: 'danger',
        run: () => {
          askInRow(spec.id, 'deleting');
        },
      },
    ],
  });
}

function desktopEntries(spec: SavedConnectionSpec): readonly MenuEntry[] {
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
      keys: keyHint('settings-of-selected'),
      run: () => {
        openSavedDesktopOptions(spec);
      },
    },
  ];
}
