// Start at login: the system's own list on macOS and Windows, an autostart entry on Linux.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { App } from 'electron';

export interface LoginStartParts {
  readonly app: Pick<App, 'setLoginItemSettings' | 'getLoginItemSettings' | 'isPackaged' | 'getAppPath'>;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly homeDir: string;
  readonly executable: string;
}

/** Opens in the tray, not in the user's face. macOS passes no arguments at login: `wasStartedAtLogin` says it there. */
export const HIDDEN_SWITCH = '--hidden';

/** macOS only; elsewhere the switch above tells. */
export function wasStartedAtLogin({ app, platform }: Pick<LoginStartParts, 'app' | 'platform'>): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** Rejects when the entry cannot be written. */
export async function setLoginStart(wanted: boolean, parts: LoginStartParts): Promise<void> {
  const { app, platform, executable } = parts;
  if (platform !== 'linux') {
    // Windows finds an entry by its arguments as well: without them ours would count as none and never be taken away.
    const entry = { args: [HIDDEN_SWITCH] };
    if (app.getLoginItemSettings(entry).openAtLogin !== wanted)
      app.setLoginItemSettings({ openAtLogin: wanted, ...entry });
    return;
  }
  const file = autostartFile(parts);
  if (!wanted) {
    await rm(file, { force: true });
    return;
  }
  // An AppImage runs from a mount that is another one each time.
  const program = parts.env['APPIMAGE'] ?? executable;
  const words = app.isPackaged ? [program] : [program, app.getAppPath()];
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, desktopEntry([...words, HIDDEN_SWITCH]));
}

function autostartFile({ env, homeDir }: LoginStartParts): string {
  const config = env['XDG_CONFIG_HOME'] ?? '';
  return path.join(
    path.isAbsolute(config) ? config : path.join(homeDir, '.config'),
    'autostart/sallyport.desktop',
  );
}

function desktopEntry(words: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Sallyport',
    'Comment=Tunnels and shells to private instances',
    `Exec=${words.map(execWord).join(' ')}`,
    'Icon=sallyport',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Desktop entry specification: quoted, with \ before " ` $ and \, written twice for the file's own escapes; %% for %. */
function execWord(word: string): string {
  const quoted = word
    .replaceAll('%', '%%')
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\');
  return `"${quoted}"`;
}
