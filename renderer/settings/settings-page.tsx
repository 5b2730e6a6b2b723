// The settings: everything at once, what differs from the default marked and put back with one click.
import { X } from 'lucide-react';
import { appStartStore } from '../stores/app-start.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings-defaults.ts';
import { useSettings } from '../stores/settings.ts';
import { showView } from '../stores/workspace.ts';
import { IconButton } from '../ui/button.tsx';
import { BackgroundSettings } from './background-settings.tsx';
import { CommandLinkSettings } from './command-link-settings.tsx';
import { FileSettings } from './file-settings.tsx';
import { KeyboardSettings } from './keyboard-settings.tsx';
import { changeSettings } from './setting-change.ts';
import { Choices, SettingRow } from './setting-row.tsx';
import { SshConfigSettings } from './ssh-config-settings.tsx';
import { TerminalSettings } from './terminal-settings.tsx';
import './settings-page.css';

const DEFAULTS = DEFAULT_SETTINGS;

export function SettingsPage() {
  const theme = useSettings((settings) => settings.theme);
  const density = useSettings((settings) => settings.density);
  const newShells = useSettings((settings) => settings.newShells);
  const close = (): void => {
    showView('instances');
  };
  return (
    <main
      className="settings-page"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <div className="settings-box">
        <div className="settings-head">
          <h1>Settings</h1>
          <IconButton label="Close settings" keys="Esc" onClick={close}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        <p className="dim settings-lead">Changes take effect at once, open terminals included.</p>
        <h2 className="section-head">Appearance</h2>
        <div className="settings-card">
          <SettingRow
            label="Theme"
            changed={theme !== DEFAULTS.theme}
            onReset={() => {
              changeSettings({ theme: DEFAULTS.theme });
            }}
            control={(labelId) => (
              <Choices
                labelId={labelId}
                value={theme}
                choices={[
                  ['system', 'System'],
                  ['light', 'Light'],
                  ['dark', 'Dark'],
                ]}
                onChange={(value) => {
                  changeSettings({ theme: value });
                }}
              />
            )}
          />
          <SettingRow
            label="List rows"
            help="Compact shows one line for each instance."
            changed={density !== DEFAULTS.density}
            onReset={() => {
              changeSettings({ density: DEFAULTS.density });
            }}
            control={(labelId) => (
              <Choices
                labelId={labelId}
                value={density}
                choices={[
                  ['comfortable', 'Two lines'],
                  ['compact', 'Compact'],
                ]}
                onChange={(value) => {
                  changeSettings({ density: value });
                }}
              />
            )}
          />
        </div>
        <h2 className="section-head">Shells</h2>
        <div className="settings-card">
          <SettingRow
            label="New shells"
            help="Automatic opens SSH by the best route, else the shell of Session Manager."
            changed={newShells !== DEFAULTS.newShells}
            onReset={() => {
              changeSettings({ newShells: DEFAULTS.newShells });
            }}
            control={(labelId) => (
              <Choices
                labelId={labelId}
                value={newShells}
                choices={[
                  ['automatic', 'Automatic'],
                  ['session-manager', 'Session Manager'],
                ]}
                onChange={(value) => {
                  changeSettings({ newShells: value });
                }}
              />
            )}
          />
        </div>
        <h2 className="section-head">Files</h2>
        <FileSettings />
        <h2 className="section-head">Terminal</h2>
        <TerminalSettings />
        <h2 className="section-head">Keyboard</h2>
        <KeyboardSettings />
        <h2 className="section-head">Background</h2>
        <BackgroundSettings />
        <h2 className="section-head">Command line and other SSH programs</h2>
        <CommandLinkSettings />
        <SshConfigSettings />
        <About />
      </div>
    </main>
  );
}

function About() {
  const { start } = appStartStore.getState();
  if (start.kind !== 'ready') return null;
  return (
    <p className="dim settings-about selectable">
      Sallyport {start.facts.version} · Electron {start.facts.electron}
    </p>
  );
}
