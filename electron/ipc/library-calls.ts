// Saved connections and settings.
import type { Library } from '../library/library.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { HandlersOf } from './router.ts';

export function libraryCalls(
  library: Library,
): HandlersOf<
  | 'library.snapshot'
  | 'library.save'
  | 'library.rename'
  | 'library.set-how'
  | 'library.remove'
  | 'library.dismiss-notice'
> {
  return {
    'library.snapshot': () => library.snapshot(),
    'library.save': async (spec) => ({ savedConnectionId: await library.save(spec) }),
    'library.rename': async ({ savedConnectionId, name }) => {
      await library.rename(savedConnectionId, name);
      return null;
    },
    'library.set-how': async ({ savedConnectionId, how }) => {
      await library.setHow(savedConnectionId, how);
      return null;
    },
    'library.remove': async ({ savedConnectionId }) => {
      await library.remove(savedConnectionId);
      return null;
    },
    'library.dismiss-notice': () => {
      library.dismissNotice();
      return null;
    },
  };
}

export function settingsCalls(settings: SettingsStore): HandlersOf<'settings.get' | 'settings.change'> {
  return {
    'settings.get': () => settings.value,
    'settings.change': (patch) => settings.change(patch),
  };
}
