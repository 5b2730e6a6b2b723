import { homedir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { userDataFolder } from './user-data.ts';

const inHome = (...parts: string[]): string => path.join(homedir(), ...parts, 'Sallyport');

it.each([
  ['linux', {}, inHome('.config')],
  ['linux', { XDG_CONFIG_HOME: '' }, inHome('.config')],
  ['linux', { XDG_CONFIG_HOME: '/srv/config' }, path.join('/srv/config', 'Sallyport')],
  ['darwin', { XDG_CONFIG_HOME: '/srv/config' }, inHome('Library', 'Application Support')],
  ['win32', {}, inHome('AppData', 'Roaming')],
  ['win32', { APPDATA: '/roaming' }, path.join('/roaming', 'Sallyport')],
] as const)('is where Electron has it on %s with %j', (platform, env, folder) => {
  expect(userDataFolder(env, platform)).toBe(folder);
});

it('is another one where that is named', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const)
    expect(userDataFolder({ SALLYPORT_USER_DATA: '/trial', APPDATA: '/roaming' }, platform)).toBe(
      path.resolve('/trial'),
    );
});
