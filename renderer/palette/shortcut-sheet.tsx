// All keyboard shortcuts, by group, as they are on this system.
import { COMMAND_IDS } from '../../shared/command-keys.ts';
import { tabModifier } from '../../shared/key-rules.ts';
import { COMMAND_GROUPS, COMMANDS } from '../commands/command-list.ts';
import { showKeyboardSettings } from '../commands/show-keyboard-settings.ts';
import { useKeys } from '../commands/keys-of.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { closeDialog } from '../stores/dialogs.ts';
import { Button } from '../ui/button.tsx';
import { closeThen } from '../ui/focus-after.ts';
import { Keys } from '../ui/keys.tsx';
import './shortcut-sheet.css';

export function ShortcutSheet() {
  const os = operatingSystem();
  const keys = useKeys();
  const ids = COMMAND_IDS.filter((id) => keys[id].length > 0);
  const groups = COMMAND_GROUPS.filter((group) => ids.some((id) => COMMANDS[id].group === group));
  return (
    <>
      <div
        className="dialog-body shortcut-sheet ring-inside"
        tabIndex={0}
        role="group"
        aria-label="Shortcuts"
      >
        {groups.map((group) => (
          <section key={group}>
            <h3 className="section-head">{group}</h3>
            <dl>
              {ids
                .filter((id) => COMMANDS[id].group === group)
                .map((id) => (
                  <div key={id}>
                    <dt>{COMMANDS[id].label}</dt>
                    <dd>
                      <Keys shortcut={keys[id][0]} />
                    </dd>
                  </div>
                ))}
              {group === 'Tabs' && (
                <div>
                  <dt>Tab 1 to 9</dt>
                  <dd>
                    <Keys shortcut={`${tabModifier(os)}+1`} /> to <Keys shortcut={`${tabModifier(os)}+9`} />
                  </dd>
                </div>
              )}
              {group === 'Terminal' && os !== 'macos' && (
                <div>
                  <dt>Copy what is selected, else interrupt</dt>
                  <dd>
                    <Keys shortcut="Ctrl+C" />
                  </dd>
                </div>
              )}
            </dl>
          </section>
        ))}
      </div>
      <div className="dialog-foot">
        <Button
          onClick={() => {
            closeThen(closeDialog, showKeyboardSettings);
          }}
        >
          Change keys
        </Button>
        <Button data-first-focus onClick={closeDialog}>
          Close
        </Button>
      </div>
    </>
  );
}
