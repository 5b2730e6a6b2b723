// The window opens as it was left, whatever became of its files.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { openSettings } from '../library/settings.ts';
import { readStartLook } from './start-look.ts';
import { openWindowBounds } from './window-bounds.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'sallyport-look-'));
});
afterEach(() => rm(dir, { recursive: true }));

const files = () => ({ bounds: path.join(dir, 'window.json'), settings: path.join(dir, 'settings.json') });
const PLACE = { x: -20, y: 40, width: 1000, height: 700, maximized: true };

it('reads what the owners of the files have written', async () => {
  const clock = systemClock;
  const bounds = await openWindowBounds({ file: files().bounds, clock });
  await bounds.change(() => PLACE);
  const settings = await openSettings({ file: files().settings, clock });
  await settings.change({ theme: 'dark' });
  expect(await readStartLook(files())).toEqual({ bounds: PLACE, theme: 'dark' });
});

it('has the usual look when there is nothing yet', async () => {
  expect(await readStartLook(files())).toEqual({ bounds: null, theme: 'system' });
});

it.each([
  '',
  'null',
  '{"version":1}',
  '{"version":1,"data":null}',
  '{"version":1,"data":{"theme":"pink","x":1,"y":2,"width":"3","height":4,"maximized":false}}',
])('has the usual look when the files hold %s', async (text) => {
  await Promise.all(Object.values(files()).map((file) => writeFile(file, text)));
  expect(await readStartLook(files())).toEqual({ bounds: null, theme: 'system' });
});
