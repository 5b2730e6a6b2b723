// Names for other SSH programs: one switch, what it writes, and how the targets are called there.
import { useEffect, useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { SshConfigState } from '../../shared/ssh-config.ts';
import { call } from '../bridge/client.ts';
import { ERROR_TEXTS } from '../errors/error-text.ts';
import { reportError } from '../stores/notices.ts';
import { SettingRow, Switch } from './setting-row.tsx';
import './ssh-config-settings.css';

/** More would push the rest of the settings away. */
const SHOWN_HOSTS = 12;

export function SshConfigSettings() {
  const [state, setState] = useState<SshConfigState | null>(null);
  useEffect(() => {
    let isShown = true;
    call('ssh-config.state', null).then((found) => {
      if (isShown) setState(found);
    }, reportError);
    return () => {
      isShown = false;
    };
  }, []);
  const turn = (to: 'on' | 'off'): void => {
    call('ssh-config.switch', { to }).then(setState, reportError);
  };
  if (state === null) return null;
  if (state.kind === 'unavailable')
    return (
      <div className="settings-card">
        <p className="dim setting-help">
          Other SSH programs need a command line that stays where it is: an AppImage has none, the deb and rpm
          packages and a checkout (with Node) have one.
        </p>
      </div>
    );
  return (
    <div className="settings-card">
      <SettingRow
        label="Names for other SSH programs"
        help="ssh, scp, rsync, VS Code and Ansible reach saved connections by name, and instances by id. Adds one Include line to ~/.ssh/config; nothing else there is touched."
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
      {state.kind === 'on' && <Names {...state} />}
    </div>
  );
}

interface NamesProps {
  readonly file: string;
  readonly hosts: readonly string[];
  readonly leftOut: readonly string[];
  readonly problem: AppErrorData | null;
}

function Names({ file, hosts, leftOut, problem }: NamesProps) {
  const [first] = hosts;
  return (
    <div className="ssh-config-names selectable">
      {problem !== null && (
        <p className="setting-help" role="alert">
          {ERROR_TEXTS[problem.code].title}. {problem.detail}
        </p>
      )}
      <p className="dim setting-help">
        Try <code>ssh {first ?? 'ec2-user@i-…'}</code>. Written to <code>{file}</code>.
      </p>
      {hosts.length > 0 && <p className="dim setting-help">Names: {listed(hosts)}</p>}
      {leftOut.length > 0 && (
        <p className="dim setting-help">
          Left out: {listed(leftOut)}. Your own SSH configuration has a host of that name, and keeps it.
          Rename the saved connection to reach it by a name.
        </p>
      )}
    </div>
  );
}

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN_HOSTS;
  return names.slice(0, SHOWN_HOSTS).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}
