// The `sallyport` command for shells: one switch, or what to do where there can be none.
import { useEffect, useState } from 'react';
import type { CommandLinkState } from '../../shared/command-link.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';
import { SettingRow, Switch } from './setting-row.tsx';

export function CommandLinkSettings() {
  const [state, setState] = useState<CommandLinkState | null>(null);
  useEffect(() => {
    let isShown = true;
    call('command-link.state', null).then((found) => {
      if (isShown) setState(found);
    }, reportError);
    return () => {
      isShown = false;
    };
  }, []);
  const turn = (to: 'on' | 'off'): void => {
    call('command-link.switch', { to }).then(setState, reportError);
  };
  if (state === null) return null;
  if (state.kind === 'unavailable' || state.kind === 'by-folder')
    return (
      <div className="settings-card">
        <p className="dim setting-help selectable">{withoutSwitch(state)}</p>
      </div>
    );
  return (
    <div className="settings-card">
      <SettingRow
        label="The sallyport command"
        help="sallyport ssh, cp, tunnel, rdp and targets in every terminal. Makes one link to the command that Sallyport brings along."
        changed={state.kind === 'on'}
        onReset={() => {
          turn('off');
        }}
        control={(labelId) => (
          <Switch
            labelId={labelId}
            value={state.kind === 'on'}
            onChange={(value) => {
              turn(value ? 'on' : 'off');
            }}
          />
        )}
      />
      <p className="dim setting-help selectable">
        {state.kind === 'off' ? 'It would be ' : 'It is '}
        <code>{state.link}</code>.
        {state.kind === 'on' &&
          state.found === 'not-in-path' &&
          ' Its folder is not in the PATH that Sallyport was started with: open a new terminal, or add it.'}
      </p>
    </div>
  );
}

function withoutSwitch(state: Extract<CommandLinkState, { kind: 'unavailable' | 'by-folder' }>): string {
  if (state.kind === 'by-folder')
    return `The sallyport command lies in ${state.folder}. Add this folder to Path to use it in every terminal.`;
  return state.why === 'checkout'
    ? 'In a checkout the command is npx sallyport.'
    : 'An AppImage lies somewhere else at each start, so that no command can be linked to it. The deb and rpm packages bring one.';
}
