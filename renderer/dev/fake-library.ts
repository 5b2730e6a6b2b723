// Pretended saved connections.
import { AppError } from '../../shared/app-error.ts';
import { librarySnapshotSchema } from '../../shared/library-calls.ts';
import type { LibrarySnapshot } from '../../shared/library-calls.ts';

export function createFakeLibrary(scenario: string, changed: (snapshot: LibrarySnapshot) => void) {
  const saved = (id: string, name: string, targetId: string, platform: string, kind = 'shell') => ({
    id,
    name,
    kind,
    desktop: kind === 'desktop' ? {} : undefined,
    access: { profileId: 'profile:acme-prod', region: 'eu-west-1' },
    targetId,
    targetName: name,
    platform,
    createdAt: 1,
    lastOpenedAt: null,
  });
  let snapshot = librarySnapshotSchema.parse({
    revision: 1,
    connections:
      scenario === 'saved-none'
        ? []
        : [
            saved('s1', 'API, blue', 'i-0f3a9c41b7d2e8a05', 'linux'),
            saved('s2', 'Grafana', 'i-0d1d1d1d1d1d1d1d1', 'linux'),
            saved(
              's3',
              'Reporting database with a rather long name that does not fit',
              'i-0aa11bb22cc33dd44',
              'windows',
              'desktop',
            ),
          ],
    notice:
      scenario === 'saved-damaged'
        ? {
            kind: 'damaged-kept-aside',
            keptAt: '~/.config/sallyport/library.damaged-2026-11-21.json',
            message:
              'The saved connections could not be read. The damaged file was kept aside and the list begins anew.',
          }
        : null,
  });
  const set = (patch: Partial<LibrarySnapshot>): null => {
    snapshot = { ...snapshot, ...patch, revision: snapshot.revision + 1 };
    changed(snapshot);
    return null;
  };
  return {
    'library.snapshot': () => snapshot,
    'library.save': (input: {
      name: string;
      targetId: string;
      targetName: string | null;
      platform: string;
      kind: string;
    }) => {
      if (scenario === 'save-fails')
        throw new AppError('library/write-failed', 'The file could not be written.', {
          detail: 'ENOSPC: no space left on device',
        });
      const id = `s${snapshot.revision + 10}`;
      const parsed = librarySnapshotSchema.shape.connections.element.parse({
        ...saved(id, input.name, input.targetId, input.platform, input.kind),
        targetName: input.targetName,
      });
      set({ connections: [...snapshot.connections, parsed] });
      return { savedConnectionId: id };
    },
    'library.rename': ({ savedConnectionId, name }: { savedConnectionId: string; name: string }) =>
      set({
        connections: snapshot.connections.map((each) =>
          each.id === savedConnectionId ? { ...each, name } : each,
        ),
      }),
    'library.remove': ({ savedConnectionId }: { savedConnectionId: string }) =>
      set({ connections: snapshot.connections.filter((each) => each.id !== savedConnectionId) }),
    'library.dismiss-notice': () => set({ notice: null }),
  };
}
