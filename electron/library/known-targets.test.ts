// What was learnt about targets survives a restart, and a damaged or newer file is never taken for "nothing known".
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { targetIdSchema } from '../../shared/ids.ts';
import { systemClock } from '../base/clock.ts';
import { openKnownTargets } from './known-targets.ts';

const WEB = targetIdSchema.parse('i-0a1b2c3d4e5f60718');
const OTHER = targetIdSchema.parse('i-0b6d1e8f3a2c94705');
const KEY = { type: 'ssh-ed25519', fingerprint: `SHA256:${'a'.repeat(43)}`, launchedAt: 5 };
const WAY = { route: 'eice', shell: 'ssh', user: 'ubuntu' } as const;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-known-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});
const file = (): string => path.join(dir, 'known-targets.json');
const open = () => openKnownTargets({ file: file(), clock: systemClock });

it('survives a restart, each part by itself', async () => {
  const known = await open();
  expect(known.find(WEB)).toBeNull();
  await known.noteWay(WEB, WAY);
  await known.pinHostKey(WEB, KEY);
  await known.pinHostKey(OTHER, KEY);
  const again = await open();
  expect(again.find(WEB)).toMatchObject({ way: WAY, hostKeys: [KEY] });
  expect(again.find(OTHER)).toMatchObject({ way: null, hostKeys: [KEY] });
  await again.forgetHostKeys(WEB);
  expect((await open()).find(WEB)).toMatchObject({ way: WAY, hostKeys: [] });
});

it('a new key takes the place of all before', async () => {
  const known = await open();
  await known.pinHostKey(WEB, KEY);
  const next = { ...KEY, fingerprint: `SHA256:${'b'.repeat(43)}` };
  await known.pinHostKey(WEB, next);
  expect(known.find(WEB)?.hostKeys).toEqual([next]);
});

it('the same way again does not write', async () => {
  const known = await open();
  await known.noteWay(WEB, WAY);
  const before = await readFile(file(), 'utf8');
  await writeFile(file(), 'marked');
  await known.noteWay(WEB, { user: 'ubuntu', shell: 'ssh', route: 'eice' });
  expect(await readFile(file(), 'utf8')).toBe('marked');
  expect(before).toContain('ubuntu');
});

it('keeps what the app and the command line learn at once, and each sees what the other has learnt', async () => {
  const [app, commandLine] = [await open(), await open()];
  const ids = Array.from({ length: 10 }, (_, index) => targetIdSchema.parse(`i-0a1b2c3d4e5f6071${index}`));
  await Promise.all(ids.map((id, index) => (index % 2 === 0 ? app : commandLine).pinHostKey(id, KEY)));
  const stored = await open();
  for (const id of ids) expect(stored.find(id)?.hostKeys).toEqual([KEY]);
  await commandLine.pinHostKey(WEB, KEY);
  await app.refresh();
  expect(app.find(WEB)?.hostKeys).toEqual([KEY]);
});

it('a file of a newer Sallyport is left alone, and that is told', async () => {
  await writeFile(file(), JSON.stringify({ version: 99, data: {} }));
  const known = await open();
  expect(known.notice?.kind).toBe('newer-version');
  await expect(known.pinHostKey(WEB, KEY)).rejects.toMatchObject({ code: 'library/newer-version' });
});
