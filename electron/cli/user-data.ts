// Where the app keeps its files (Electron's userData), for the few that the command line shares with it.
import { homedir } from 'node:os';
import path from 'node:path';

const APP_NAME = 'Sallyport';

/** Certificates of desktops that were seen, by instance id. */
export function certificatesFile(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  return path.join(userDataFolder(env, platform), 'desktop-certificates.json');
}

function userDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homedir();
  switch (platform) {
    case 'win32':
      return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), APP_NAME);
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', APP_NAME);
    default:
      return path.join(env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'), APP_NAME);
  }
}
