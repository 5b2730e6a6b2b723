// Who can say which program holds a local port: each system in its own way, behind one interface.
import { system32 } from '../base/windows-folder.ts';
import { linuxPortOwners } from './linux-port-owners.ts';
import { macPortOwners } from './mac-port-owners.ts';
import { type AskProgram, askProgram, type PortOwners } from './port-holder.ts';
import { windowsPortOwners } from './windows-port-owners.ts';

export function portOwnersFor(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv = process.env,
  ask: AskProgram = askProgram,
): PortOwners {
  switch (platform) {
    case 'linux':
      return linuxPortOwners();
    case 'darwin':
      return macPortOwners(ask);
    case 'win32':
      return windowsPortOwners(ask, system32(env));
    default:
      return { findHolder: () => Promise.resolve(null) };
  }
}
