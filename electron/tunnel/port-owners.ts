// Who can say which program holds a local port: each system in its own way, behind one interface.
import path from 'node:path';
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
      // By its whole path: a folder of the search path may have a program of this name.
      return windowsPortOwners(ask, path.win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32'));
    default:
      return { findHolder: () => Promise.resolve(null) };
  }
}
