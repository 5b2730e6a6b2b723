// Names for other SSH programs: looked at and switched in the settings.
import type { SshConfigState } from '../../shared/ssh-config.ts';
import type { HandlersOf } from './router.ts';

export interface SshConfigSwitch {
  state(): Promise<SshConfigState>;
  switchTo(to: 'on' | 'off'): Promise<SshConfigState>;
}

export function sshConfigCalls(
  sshConfig: SshConfigSwitch,
): HandlersOf<'ssh-config.state' | 'ssh-config.switch'> {
  return {
    'ssh-config.state': () => sshConfig.state(),
    'ssh-config.switch': ({ to }) => sshConfig.switchTo(to),
  };
}
