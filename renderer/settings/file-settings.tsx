// What opens the files of instances for editing.
import { DEFAULT_SETTINGS } from '../../shared/settings-defaults.ts';
import { useSettings } from '../stores/settings.ts';
import { changeSettings } from './setting-change.ts';
import { NumberField, SettingRow } from './setting-row.tsx';

export function FileSettings() {
  const { editor, downloadSessions } = useSettings((settings) => settings.files);
  const commit = (typed: string): void => {
    const next = typed.trim() === '' ? null : typed.trim();
    if (next !== editor) changeSettings({ files: { editor: next } });
  };
  return (
    <div className="settings-card">
      <SettingRow
        label="Editor"
        help="A program and its arguments, with {file} where the file goes, as a word of its own. Empty: the system’s program for the file."
        changed={editor !== null}
        onReset={() => {
          changeSettings({ files: { editor: null } });
        }}
        control={(labelId, helpId) => (
          <input
            key={editor}
            className="text-field mono setting-text"
            aria-labelledby={labelId}
            aria-describedby={helpId}
            placeholder="code --wait {file}"
            maxLength={2000}
            spellCheck={false}
            defaultValue={editor ?? ''}
            onBlur={(event) => {
              commit(event.target.value);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') commit(event.currentTarget.value);
            }}
          />
        )}
      />
      <SettingRow
        label="Sessions for a large download"
        help="By Session Manager one session moves less than a megabyte a second. Each counts in the log of the account."
        changed={downloadSessions !== DEFAULT_SETTINGS.files.downloadSessions}
        onReset={() => {
          changeSettings({ files: { downloadSessions: DEFAULT_SETTINGS.files.downloadSessions } });
        }}
        control={(labelId) => (
          <NumberField
            labelId={labelId}
            value={downloadSessions}
            min={1}
            max={8}
            step={1}
            unit="at most"
            onChange={(value) => {
              changeSettings({ files: { downloadSessions: value } });
            }}
          />
        )}
      />
    </div>
  );
}
