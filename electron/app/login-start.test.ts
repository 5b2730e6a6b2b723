// The autostart entry: written, quoted, taken away; and the system's own list elsewhere.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setLoginStart, wasStartedAtLogin } from './login-start.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'sallyport-login-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

function parts(more: object = {}) {
  const settings = { openAtLogin: false } as Electron.LoginItemSettings;
  const app = {
    isPackaged: true,
    getAppPath: () => '/app',
    setLoginItemSettings: vi.fn(),
    getLoginItemSettings: () => settings,
  };
  return {
    app,
    platform: 'linux' as const,
    env: {},
    homeDir: home,
    executable: '/opt/Sally port/s$1%',
    ...more,
  };
}

it('Linux: an entry with every word quoted, which goes again', async () => {
  const file = path.join(home, '.config/autostart/sallyport.desktop');
  await setLoginStart(true, parts());
  expect(await readFile(file, 'utf8')).toContain('Exec="/opt/Sally port/s\\\\$1%%" "--hidden"\n');
  await setLoginStart(false, parts());
  await setLoginStart(false, parts());
  await expect(stat(file)).rejects.toThrow('ENOENT');
});

it('Linux: an AppImage starts from its own file, and XDG_CONFIG_HOME counts', async () => {
  const env = { APPIMAGE: '/home/a/Sallyport.AppImage', XDG_CONFIG_HOME: path.join(home, 'xdg') };
  await setLoginStart(true, parts({ env }));
  const text = await readFile(path.join(home, 'xdg/autostart/sallyport.desktop'), 'utf8');
  expect(text).toContain('Exec="/home/a/Sallyport.AppImage" "--hidden"');
});

it('Windows: the system’s list, where an entry is found by its arguments, and only when it changes', async () => {
  let entry: string[] | null = null;
  const setLoginItemSettings = vi.fn(({ openAtLogin, args = [] }: Electron.Settings) => {
    entry = openAtLogin === true ? args : null;
  });
  const getLoginItemSettings = ({ args = [] }: Electron.LoginItemSettingsOptions = {}) =>
    ({ openAtLogin: JSON.stringify(entry) === JSON.stringify(args) }) as Electron.LoginItemSettings;
  const app = { ...parts().app, setLoginItemSettings, getLoginItemSettings };
  const given = parts({ platform: 'win32' as const, app });
  await setLoginStart(false, given);
  expect(setLoginItemSettings).not.toHaveBeenCalled();
  await setLoginStart(true, given);
  expect(entry).toEqual(['--hidden']);
  await setLoginStart(true, given);
  expect(setLoginItemSettings).toHaveBeenCalledTimes(1);
  await setLoginStart(false, given);
  expect(entry).toBeNull();
});

it('macOS, which passes no arguments at login, is asked whether it was the login', () => {
  const getLoginItemSettings = () => ({ wasOpenedAtLogin: true }) as Electron.LoginItemSettings;
  const app = { ...parts().app, getLoginItemSettings };
  expect(wasStartedAtLogin({ app, platform: 'darwin' })).toBe(true);
  expect(wasStartedAtLogin({ app: parts().app, platform: 'linux' })).toBe(false);
});
