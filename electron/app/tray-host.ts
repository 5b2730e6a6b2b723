// Whether somebody shows tray icons here. macOS and Windows always do; a Linux desktop may not, and Electron does not
// say. The session bus does: its watcher for status icons is there or not.
import { execFile } from 'node:child_process';

/** `unknown`: no watcher on the bus; an old-fashioned system tray may still show it. */
export type TrayHost = 'present' | 'unknown';

const ASK_LIMIT_MS = 2000;
/** Its name on the bus. */
export const WATCHER = 'org.kde.StatusNotifierWatcher';
/** The bus itself, as a name on it. */
export const BUS = 'org.freedesktop.DBus';

/** One of these is on every desktop with a session bus. */
const ASKERS: readonly (readonly [program: string, args: readonly string[]])[] = [
  ['gdbus', ['call', '--session', '-d', BUS, '-o', '/', '-m', `${BUS}.NameHasOwner`, WATCHER]],
  ['busctl', ['--user', 'call', BUS, '/', BUS, 'NameHasOwner', 's', WATCHER]],
  [
    'dbus-send',
    ['--session', '--print-reply', `--dest=${BUS}`, '/', `${BUS}.NameHasOwner`, `string:${WATCHER}`],
  ],
];

/** Never rejects. */
export async function findTrayHost(platform: NodeJS.Platform): Promise<TrayHost> {
  if (platform !== 'linux') return 'present';
  for (const [program, args] of ASKERS) {
    const answer = await ask(program, args);
    if (answer !== null) return /\btrue\b/.test(answer) ? 'present' : 'unknown';
  }
  return 'unknown';
}

/** Null when the program is missing or there is no bus. */
function ask(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: ASK_LIMIT_MS }, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
  });
}
