// The user's settings in their versioned file. Where that must not be written, changes hold for this run only, and
// the notice says so: the app stays usable.
import { mergeKeyChanges } from '../../shared/bound-keys.ts';
import type { LibraryNotice } from '../../shared/saved-connection.ts';
import type { Settings, SettingsPatch } from '../../shared/settings.ts';
import { settingsSchema } from '../../shared/settings.ts';
import type { Clock } from '../base/clock.ts';
import type { Listen } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { openStoredDocument } from './stored-document.ts';

const SETTINGS_VERSION = 1;

export interface SettingsStore {
  readonly value: Settings;
  readonly notice: LibraryNotice | null;
  readonly onChange: Listen<Settings>;
  /** Settles when the change is on disk. Rejects with `library/write-failed`; the value is then as before. */
  change(patch: SettingsPatch): Promise<Settings>;
  settled(): Promise<void>;
}

export async function openSettings(options: {
  readonly file: string;
  readonly clock: Clock;
}): Promise<SettingsStore> {
  const document = await openStoredDocument('Your settings', {
    file: options.file,
    version: SETTINGS_VERSION,
    migrations: {},
    // Every setting has a default, so that a file of an older program fits as it is.
    schema: settingsSchema,
    initial: () => settingsSchema.parse({}),
    clock: options.clock,
  });
  const changed = new Emitter<Settings>();
  let unstored = document.value;

  return {
    get value() {
      return document.readOnly === null ? document.value : unstored;
    },
    notice: document.notice,
    onChange: changed.on,
    async change(patch) {
      let value: Settings;
      if (document.readOnly === null) value = await document.change((before) => applyPatch(before, patch));
      else value = unstored = applyPatch(unstored, patch);
      changed.emit(value);
      return value;
    },
    settled: () => document.settled(),
  };
}

/** Keys that the patch leaves out, or has as undefined, stay. */
export function applyPatch(settings: Settings, patch: SettingsPatch): Settings {
  const { terminal, background, files, keys, ...rest } = patch;
  return {
    ...settings,
    ...given(rest),
    keys: mergeKeyChanges(settings.keys, given(keys ?? {})),
    files: { ...settings.files, ...given(files ?? {}) },
    background: { ...settings.background, ...given(background ?? {}) },
    terminal: { ...settings.terminal, ...given(terminal ?? {}) },
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}
