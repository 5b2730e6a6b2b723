// The command line and the programs that use it: looked at and switched in the settings.
import type { CommandLinkState } from '../../shared/command-link.ts';
import type { SshConfigState } from '../../shared/ssh-config.ts';
import type { HandlersOf } from './router.ts';

interface Switch<S> {
  state(): Promise<S>;
  switchTo(to: 'on' | 'off'): Promise<S>;
}

export type CommandLinkSwitch = Switch<CommandLinkState>;

export function commandLineCalls({
  sshConfig,
  link,
}: {
  readonly sshConfig: Switch<SshConfigState>;
  readonly link: CommandLinkSwitch;
}): HandlersOf<'ssh-config.state' | 'ssh-config.switch' | 'command-link.state' | 'command-link.switch'> {
  return {
    'ssh-config.state': () => sshConfig.state(),
    'ssh-config.switch': ({ to }) => sshConfig.switchTo(to),
    'command-link.state': () => link.state(),
    'command-link.switch': ({ to }) => link.switchTo(to),
  };
}
