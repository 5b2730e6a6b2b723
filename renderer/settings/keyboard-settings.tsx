// All commands with their keys, grouped as in the sheet of shortcuts, and each to be given others.
import { useRef, useState } from 'react';
import { Search } from 'lucide-react';
import { COMMAND_IDS } from '../../shared/command-keys.ts';
import { tabModifier } from '../../shared/key-rules.ts';
import { keyText } from '../commands/key-match.ts';
import { KEY_FILTER_ID } from '../commands/show-keyboard-settings.ts';
import { useKeys } from '../commands/keys-of.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { useSettings } from '../stores/settings.ts';
import { Button } from '../ui/button.tsx';
import { changeKeys } from './key-changes.ts';
import { keyGroups } from './keyboard-filter.ts';
import { KeyboardRow } from './keyboard-row.tsx';
import './keyboard-settings.css';

export function KeyboardSettings() {
  const [query, setQuery] = useState('');
  const filterRef = useRef<HTMLInputElement>(null);
  const changes = useSettings((settings) => settings.keys);
  const bound = useKeys();
  const os = operatingSystem();
  const groups = keyGroups(query, bound, os);
  const changedIds = COMMAND_IDS.filter((id) => changes[id] !== undefined);
  const tabKeys = (digit: number): string => keyText(`${tabModifier(os)}+${digit}`, os);
  return (
    <div className="settings-card key-settings" role="group" aria-label="Keyboard">
      <div className="key-head">
        <label className="filter">
          <Search size={14} aria-hidden />
          <input
            ref={filterRef}
            id={KEY_FILTER_ID}
            type="text"
            aria-label="Filter commands and keys"
            placeholder="Filter commands and keys"
            spellCheck={false}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || query === '') return;
              event.stopPropagation();
              setQuery('');
            }}
          />
        </label>
        <Button
          disabled={changedIds.length === 0}
          onClick={() => {
            changeKeys(Object.fromEntries(changedIds.map((id) => [id, null])));
            // The button has nothing left to do.
            filterRef.current?.focus();
          }}
        >
          Reset all keys
        </Button>
      </div>
      <p className="dim setting-help key-note">
        Choose the keys of a command, then press the new ones. Tab 1 to 9 always have {tabKeys(1)} to{' '}
        {tabKeys(9)}
        {os === 'macos' ? '' : ', and Ctrl+C copies what is selected in a terminal'}.
      </p>
      {groups.map(({ group, ids }) => (
        <div key={group} role="group" aria-label={group}>
          <h3 className="section-head">{group}</h3>
          {ids.map((id) => (
            <KeyboardRow key={id} id={id} bound={bound} changed={changes[id] !== undefined} />
          ))}
        </div>
      ))}
      {groups.length === 0 && (
        <p className="key-none dim" role="status">
          No command fits “{query}”.
        </p>
      )}
    </div>
  );
}
