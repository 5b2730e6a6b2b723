// What goes on without the window: tray, closing, start at login.
import { DEFAULT_SETTINGS } from '../../shared/settings-defaults.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { useSettings } from '../stores/settings.ts';
import { changeSettings } from './setting-change.ts';
import { Choices, SettingRow, Switch } from './setting-row.tsx';

const DEFAULTS = DEFAULT_SETTINGS.background;

export function BackgroundSettings() {
  const background = useSettings((settings) => settings.background);
  const toggle = (key: 'tray' | 'startAtLogin', label: string, help: string) => (
    <SettingRow
      label={label}
      help={help}
      changed={background[key] !== DEFAULTS[key]}
      onReset={() => {
        changeSettings({ background: { [key]: DEFAULTS[key] } });
      }}
      control={(labelId) => (
        <Switch
          labelId={labelId}
          value={background[key]}
          onChange={(value) => {
            changeSettings({ background: { [key]: value } });
          }}
        />
      )}
    />
  );
  return (
    <div className="settings-card">
      {toggle(
        'tray',
        operatingSystem() === 'macos' ? 'Icon in the menu bar' : 'Icon in the system tray',
        'Shows what is open and switches tunnels. The same is in the Tunnels menu.',
      )}
      {operatingSystem() !== 'macos' && (
        <SettingRow
          label="When the window is closed"
          help="Running on keeps tunnels and shells open."
          changed={background.onClose !== DEFAULTS.onClose}
          onReset={() => {
            changeSettings({ background: { onClose: DEFAULTS.onClose } });
          }}
          control={(labelId) => (
            <Choices
              labelId={labelId}
              value={background.onClose}
              choices={[
                ['ask', 'Ask'],
                ['keep-running', 'Keep running'],
                ['quit', 'Quit'],
              ]}
              onChange={(onClose) => {
                changeSettings({ background: { onClose } });
              }}
            />
          )}
        />
      )}
      {toggle('startAtLogin', 'Start at login', 'In the tray, without a window, where there is a tray.')}
    </div>
  );
}
