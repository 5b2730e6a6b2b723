// Changing saved connections: main stores, the replica shows.
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { call } from '../bridge/client.ts';
import { reportError, say } from '../stores/notices.ts';

export function renameSaved(spec: SavedConnectionSpec, typed: string): void {
  const name = typed.trim();
  if (name === '' || name === spec.name) return;
  call('library.rename', { savedConnectionId: spec.id, name }).catch(reportError);
}

export function setFavourite(spec: SavedConnectionSpec, isFavourite: boolean): void {
  call('library.set-favourite', { savedConnectionId: spec.id, isFavourite }).catch(reportError);
}

/** Undo saves it again, under a new id: nothing else refers to the old one. */
export function removeSaved(spec: SavedConnectionSpec): void {
  const { name, kind, access, targetId, targetName, platform, how, isFavourite } = spec;
  const desktop = spec.kind === 'desktop' ? spec.desktop : null;
  const again = { name, kind, access, targetId, targetName, platform, how, isFavourite, desktop };
  call('library.remove', { savedConnectionId: spec.id })
    .then(() => {
      say(`Deleted “${name}”.`, {
        label: 'Undo',
        run: () => {
          call('library.save', again).catch(reportError);
        },
      });
    })
    .catch(reportError);
}
