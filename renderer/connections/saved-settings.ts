// The settings of a saved connection: those of what it opens.
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { openDialog } from '../stores/dialogs.ts';

export function openSavedSettings(spec: SavedConnectionSpec): void {
  if (spec.kind === 'shell') openDialog({ kind: 'how', spec });
  else openSavedDesktopOptions(spec);
}

export function openSavedDesktopOptions(spec: SavedConnectionSpec): void {
  const place = { targetId: spec.targetId, savedConnectionId: spec.id };
  openDialog({ kind: 'desktop-options', request: { place, title: spec.name, desktopId: null } });
}
