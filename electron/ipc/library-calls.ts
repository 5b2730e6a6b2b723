// Saved connections and settings.
import { AppError } from '../../shared/app-error.ts';
import { type CommandId, type Os, scopeOf } from '../../shared/command-keys.ts';
import type { DesktopSpec } from '../../shared/desktop.ts';
import type { TargetId } from '../../shared/ids.ts';
import { keyRefusal } from '../../shared/key-rules.ts';
import type { Library } from '../library/library.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { HandlersOf } from './router.ts';

/** `desktopSpec`: what is remembered about a target's desktop. */
export function libraryCalls(
  library: Library,
  desktopSpec: (targetId: TargetId) => DesktopSpec,
): HandlersOf<
  | 'library.snapshot'
  | 'library.save'
  | 'library.rename'
  | 'library.set-how'
  | 'library.set-favourite'
  | 'library.remove'
  | 'library.dismiss-notice'
> {
  return {
    'library.snapshot': () => library.snapshot(),
    'library.save': async (spec) => {
      const desktop = spec.kind === 'desktop' ? (spec.desktop ?? desktopSpec(spec.targetId)) : null;
      return { savedConnectionId: await library.save({ ...spec, desktop }) };
    },
    'library.rename': async ({ savedConnectionId, name }) => {
      await library.rename(savedConnectionId, name);
      return null;
    },
    'library.set-how': async ({ savedConnectionId, how }) => {
      await library.setHow(savedConnectionId, how);
      return null;
    },
    'library.set-favourite': async ({ savedConnectionId, isFavourite }) => {
      await library.setFavourite(savedConnectionId, isFavourite);
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

export function settingsCalls(
  settings: SettingsStore,
  os: Os,
): HandlersOf<'settings.get' | 'settings.change'> {
  return {
    'settings.get': () => settings.value,
    'settings.change': (patch) => {
      for (const [id, keys] of Object.entries(patch.keys ?? {}) as [CommandId, readonly string[] | null][])
        for (const key of keys ?? []) {
          const refusal = keyRefusal(key, scopeOf(id), os);
          if (refusal !== null) throw new AppError('ipc/invalid-input', `${key} for ${id}: ${refusal}`);
        }
      return settings.change(patch);
    },
  };
}
