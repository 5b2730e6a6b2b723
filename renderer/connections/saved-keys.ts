// What the keys about the selected row do with a saved connection.
import { assertNever } from '../../shared/assert-never.ts';
import type { ListCommandId } from '../../shared/command-keys.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { openSavedConnection } from '../tabs/tab-actions.ts';
import { showProperties } from '../targets/properties.ts';
import { openSavedMenu } from './saved-menu.ts';
import { askInRow } from './saved-row-mode.ts';
import { openSavedSettings } from './saved-settings.ts';

export function runOnSaved(command: ListCommandId, spec: SavedConnectionSpec, row: DOMRect): void {
  switch (command) {
    case 'open-selected':
      openSavedConnection(spec);
      return;
    case 'settings-of-selected':
      openSavedSettings(spec);
      return;
    case 'properties-of-selected':
      showProperties(spec.access, spec.targetId);
      return;
    case 'menu-of-selected':
      openSavedMenu(spec, row.left + 24, row.bottom);
      return;
    case 'rename-selected':
      askInRow(spec.id, 'renaming');
      return;
    case 'delete-selected':
      askInRow(spec.id, 'deleting');
      return;
    default:
      assertNever(command);
  }
}
