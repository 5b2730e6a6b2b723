// The settings of terminals.
import type { Settings } from '../../shared/settings.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings-defaults.ts';
import { useSettings } from '../stores/settings.ts';
import { changeSettings } from './setting-change.ts';
import { Choices, NumberField, SettingRow, Switch } from './setting-row.tsx';

type TerminalSetting = keyof Settings['terminal'];
type SwitchSetting = 'copyOnSelect' | 'confirmMultiLinePaste' | 'cursorBlink' | 'screenReader';

const DEFAULTS = DEFAULT_SETTINGS.terminal;

export function TerminalSettings() {
  const terminal = useSettings((settings) => settings.terminal);
  const row = (
    key: TerminalSetting,
    label: string,
    control: (labelId: string) => React.ReactNode,
    help?: string,
  ) => (
    <SettingRow
      label={label}
      {...(help === undefined ? {} : { help })}
      changed={terminal[key] !== DEFAULTS[key]}
      onReset={() => {
        changeSettings({ terminal: { [key]: DEFAULTS[key] } });
      }}
      control={control}
    />
  );
  const toggle = (key: SwitchSetting, label: string, help?: string) =>
    row(
      key,
      label,
      (labelId) => (
        <Switch
          labelId={labelId}
          value={terminal[key]}
          onChange={(value) => {
            changeSettings({ terminal: { [key]: value } });
          }}
        />
      ),
      help,
    );
  const number = (
    key: 'fontSize' | 'scrollbackLines',
    min: number,
    max: number,
    step: number,
    unit: string,
  ) =>
    function Field(labelId: string) {
      return (
        <NumberField
          labelId={labelId}
          value={terminal[key]}
          min={min}
          max={max}
          step={step}
          unit={unit}
          onChange={(value) => {
            changeSettings({ terminal: { [key]: value } });
          }}
        />
      );
    };
  return (
    <div className="settings-card">
      {row('fontSize', 'Text size', number('fontSize', 8, 32, 1, 'px'))}
      {row(
        'scrollbackLines',
        'Scrollback',
        number('scrollbackLines', 0, 200_000, 1000, 'lines'),
        'Lines kept above the screen, for each terminal.',
      )}
      {toggle('cursorBlink', 'Blinking cursor')}
      {toggle('copyOnSelect', 'Copy on select', 'What is selected goes to the clipboard at once.')}
      {row(
        'rightClick',
        'Right click',
        (labelId) => (
          <Choices
            labelId={labelId}
            value={terminal.rightClick}
            choices={[
              ['platform', 'As this system does'],
              ['menu', 'Menu'],
              ['copy-paste', 'Copy or paste'],
            ]}
            onChange={(rightClick) => {
              changeSettings({ terminal: { rightClick } });
            }}
          />
        ),
        'Windows copies what is selected or else pastes; macOS and Linux open a menu.',
      )}
      {toggle(
        'confirmMultiLinePaste',
        'Ask before pasting several lines',
        'Text with hidden characters is always shown first.',
      )}
      {row(
        'onExit',
        'When the shell ends',
        (labelId) => (
          <Choices
            labelId={labelId}
            value={terminal.onExit}
            choices={[
              ['close', 'Close the tab'],
              ['keep', 'Keep the tab'],
            ]}
            onChange={(onExit) => {
              changeSettings({ terminal: { onExit } });
            }}
          />
        ),
        'An error always keeps it.',
      )}
      {row(
        'renderer',
        'Drawing',
        (labelId) => (
          <Choices
            labelId={labelId}
            value={terminal.renderer}
            choices={[
              ['auto', 'Automatic'],
              ['webgl', 'GPU'],
              ['dom', 'No GPU'],
            ]}
            onChange={(renderer) => {
              changeSettings({ terminal: { renderer } });
            }}
          />
        ),
        'Automatic uses the GPU where there is a real one. For terminals opened from now on.',
      )}
      {toggle('screenReader', 'Screen reader support', 'Offers the output as text. Slower with much output.')}
    </div>
  );
}
