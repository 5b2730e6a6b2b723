// Where the app keeps its files (Electron's userData), for the few that the command line shares with it.
import { homedir } from 'node:os';
import path from 'node:path';

const APP_NAME = 'Sallyport';

/** SALLYPORT_USER_DATA names another one, for the app as well: tests and trials. */
export function userDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const named = env['SALLYPORT_USER_DATA'];
  if (named !== undefined && named !== '') return path.resolve(named);
  const home = homedir();
  // Empty is as good as unset, for Electron too.
  switch (platform) {
    case 'win32':
      return path.join(env['APPDATA'] || path.join(home, 'AppData', 'Roaming'), APP_NAME);
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', APP_NAME);
    default:
      return path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), APP_NAME);
  }
}

/** Certificates of desktops that were seen, by instance id. */
export function certificatesFile(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  return path.join(userDataFolder(env, platform), 'desktop-certificates.json');
}
