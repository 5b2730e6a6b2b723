// All keyboard shortcuts, by group, as they are on this system.
import { COMMANDS } from '../commands/command-list.ts';
import type { CommandGroup, CommandId } from '../commands/command-list.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { closeDialog } from '../stores/dialogs.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import './shortcut-sheet.css';

const GROUPS: readonly CommandGroup[] = ['Go', 'Tabs', 'Terminal', 'Instances', 'Tunnels', 'Window'];

export function ShortcutSheet() {
  const os = operatingSystem();
  const tabKey = os === 'macos' ? 'Cmd+1' : os === 'windows' ? 'Ctrl+1' : 'Alt+1';
  const ids = (Object.keys(COMMANDS) as CommandId[]).filter((id) => COMMANDS[id].keys[os].length > 0);
  return (
    <>
      <div
        className="dialog-body shortcut-sheet ring-inside"
        tabIndex={0}
        role="group"
        aria-label="Shortcuts"
      >
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className="section-head">{group}</h3>
            <dl>
              {ids
                .filter((id) => COMMANDS[id].group === group)
                .map((id) => (
                  <div key={id}>
                    <dt>{COMMANDS[id].label}</dt>
                    <dd>
                      <Keys shortcut={COMMANDS[id].keys[os][0]} />
                    </dd>
                  </div>
                ))}
              {group === 'Tabs' && (
                <div>
                  <dt>Tab 1 to 9</dt>
                  <dd>
                    <Keys shortcut={tabKey} />
                  </dd>
                </div>
              )}
              {group === 'Instances' && <ListKeys />}
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
        <Button data-first-focus onClick={closeDialog}>
          Close
        </Button>
      </div>
    </>
  );
}

function ListKeys() {
  return (
    <>
      <div>
        <dt>Open the selected instance: its desktop on Windows, else a shell</dt>
        <dd>
          <Keys shortcut="Enter" />
        </dd>
      </div>
      <div>
        <dt>Menu of the selected instance</dt>
        <dd>
          <Keys shortcut="Shift+F10" />
        </dd>
      </div>
    </>
  );
}
