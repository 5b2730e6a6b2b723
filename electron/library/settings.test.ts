// Settings on a real disk: defaults, patches, and a file that must not be written.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { settingsPatchSchema, settingsSchema } from '../../shared/settings.ts';
import { systemClock } from '../base/clock.ts';
import { applyPatch, openSettings } from './settings.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-settings-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});
const file = (): string => path.join(dir, 'settings.json');
const open = () => openSettings({ file: file(), clock: systemClock });

it('begins with the defaults and remembers patches', async () => {
  const settings = await open();
  expect(settings.value).toEqual(settingsSchema.parse({}));
  await settings.change({ theme: 'dark', terminal: { fontSize: 15 } });
  await settings.change({ sidebarWidth: 240 });
  const again = await open();
  expect(again.value).toMatchObject({ theme: 'dark', sidebarWidth: 240 });
  expect(again.value.terminal).toEqual({ ...settingsSchema.parse({}).terminal, fontSize: 15 });
});

it('fills in what an older file does not have', async () => {
  await writeFile(file(), '{"version":1,"data":{"theme":"light"}}');
  expect((await open()).value).toEqual(settingsSchema.parse({ theme: 'light' }));
});

it('leaves the file of a newer program alone and holds changes for this run', async () => {
  const newer = '{"version":7,"data":{}}';
  await writeFile(file(), newer);
  const settings = await open();
  expect(settings.notice?.kind).toBe('newer-version');
  expect((await settings.change({ theme: 'dark' })).theme).toBe('dark');
  expect(settings.value.theme).toBe('dark');
  expect(await readFile(file(), 'utf8')).toBe(newer);
});

it('a patch never removes a value', () => {
  const before = settingsSchema.parse({});
  expect(applyPatch(before, { theme: undefined, terminal: { fontSize: undefined } })).toEqual(before);
  expect(applyPatch({ ...before, lastAccess: null }, {})).toEqual(before);
});

it('a patch that came through the contract changes only what it names', () => {
  const before = settingsSchema.parse({ terminal: { fontSize: 20, copyOnSelect: true } });
  const patch = settingsPatchSchema.parse({ terminal: { cursorBlink: false }, background: { tray: false } });
  const after = applyPatch(before, patch);
  expect(after.terminal).toEqual({ ...before.terminal, cursorBlink: false });
  expect(after.background).toEqual({ ...before.background, tray: false });
});

it('keys that were chosen are merged, kept, and given back', async () => {
  const settings = await open();
  await settings.change({ keys: { find: ['F6'], 'new-tab': [] } });
  await settings.change({ keys: { copy: ['F7'], 'new-tab': null } });
  expect((await open()).value.keys).toEqual({ find: ['F6'], copy: ['F7'] });
});

it('keys of a broken or a newer file are passed over, and the rest is kept', async () => {
  const keys = { find: ['F6', 'Hyper+X', 7], 'fly-to-moon': ['F8'], copy: 'F7' };
  await writeFile(file(), JSON.stringify({ version: 1, data: { theme: 'dark', keys } }));
  const settings = await open();
  expect(settings.notice).toBeNull();
  expect(settings.value).toMatchObject({ theme: 'dark', keys: { find: ['F6'] } });
});

it.each([
  [{ find: ['f6'] }],
  [{ find: ['F1', 'F2', 'F3', 'F4', 'F5'] }],
  [{ find: 'F6' }],
  [{ 'fly-to-moon': ['F6'] }],
  [{ find: ['x'.repeat(5000)] }],
])('the contract refuses %j', (keys) => {
  expect(settingsPatchSchema.safeParse({ keys }).success).toBe(false);
});
