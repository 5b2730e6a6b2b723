// What the keys about the selected row do with an instance. What can be named, changed and deleted is what is saved of
// it: the instance itself is AWS's.
import { assertNever } from '../../shared/assert-never.ts';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { ListCommandId } from '../../shared/command-keys.ts';
import { savedOf } from '../connections/saved-of.ts';
import { askInRow } from '../connections/saved-row-mode.ts';
import { openSavedSettings } from '../connections/saved-settings.ts';
import { saveRequestFor } from '../connections/save-request.ts';
import { openDesktopOptions } from '../desktops/desktop-actions.ts';
import { openDialog } from '../stores/dialogs.ts';
import { say } from '../stores/notices.ts';
import { openTarget } from '../tabs/tab-actions.ts';
import { showProperties } from './properties.ts';
import { openTargetMenu } from './target-menu.ts';

/** `row` null: it is not in sight. */
export function runOnTarget(
  command: ListCommandId,
  access: AwsAccess,
  target: Target,
  row: DOMRect | null,
): void {
  switch (command) {
    case 'open-selected':
      openTarget(access, target);
      return;
    case 'settings-of-selected':
      openTargetSettings(access, target);
      return;
    case 'properties-of-selected':
      showProperties(access, target.id);
      return;
    case 'menu-of-selected':
      if (row !== null) openTargetMenu(access, target, row.left + 24, row.bottom);
      return;
    case 'rename-selected':
      renameTarget(access, target);
      return;
    case 'delete-selected':
      deleteTarget(access, target);
      return;
    default:
      assertNever(command);
  }
}

/**
 * Of what Enter opens: what is saved of it; of a desktop that is not saved its options, which are kept all the same; of
 * a shell that is not saved the dialog that asks for them.
 */
function openTargetSettings(access: AwsAccess, target: Target): void {
  const saved = savedOf(access, target);
  if (saved !== null) openSavedSettings(saved);
  else if (target.platform === 'windows') openDesktopOptions(target);
  else openSaveDialog(access, target);
}

/** An own name is that of a saved connection: for the first one it is saved. */
function renameTarget(access: AwsAccess, target: Target): void {
  const saved = savedOf(access, target);
  if (saved === null) openSaveDialog(access, target);
  else askInRow(saved.id, 'renaming');
}

function deleteTarget(access: AwsAccess, target: Target): void {
  const saved = savedOf(access, target);
  if (saved !== null) askInRow(saved.id, 'deleting');
  else
    say(`Nothing is saved of ${target.name ?? target.id}. Instances themselves are not deleted from here.`);
}

function openSaveDialog(access: AwsAccess, target: Target): void {
  openDialog({ kind: 'save', request: saveRequestFor(access, target) });
}
