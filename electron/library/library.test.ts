// Saved connections on a real disk: restart, damage, a newer program. (kill -9: base/json-file.)
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { desktopSpecSchema } from '../../shared/desktop.ts';
import { awsProfileIdSchema, savedConnectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { systemClock } from '../base/clock.ts';
import type { Library } from './library.ts';
import { openLibrary } from './library.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-library-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const file = (): string => path.join(dir, 'library.json');
let count = 0;
const open = (): Promise<Library> =>
  openLibrary({
    file: file(),
    clock: systemClock,
    newId: () => savedConnectionIdSchema.parse(`s${String((count += 1))}`),
    otherNotices: [],
  });
const spec = (name: string) => ({
  name,
  access: { profileId: awsProfileIdSchema.parse('profile:prod'), region: 'eu-central-1' },
  targetId: targetIdSchema.parse('i-0123456789abcdef0'),
  targetName: 'web-1',
  platform: 'linux' as const,
  how: DEFAULT_CONNECT,
  isFavourite: false,
  kind: 'shell' as const,
  desktop: null,
});

describe('library', () => {
  it('survives a restart', async () => {
    const library = await open();
    const revisions: number[] = [];
    library.onChange(({ revision }) => {
      revisions.push(revision);
    });
    const first = await library.save(spec('one'));
    const second = await library.save(spec('two'));
    await library.rename(first, 'uno');
    await library.remove(second);
    await library.noteOpened(first);
    expect(revisions).toEqual([1, 2, 3, 4, 5]);
    const again = (await open()).snapshot();
    expect(again.connections.map((each) => each.name)).toEqual(['uno']);
    expect(again.connections[0]?.lastOpenedAt).not.toBeNull();
    expect(again.notice).toBeNull();
  });

  it('refuses what is not there', async () => {
    const library = await open();
    const gone = savedConnectionIdSchema.parse('gone');
    await expect(library.rename(gone, 'x')).rejects.toMatchObject({ code: 'library/not-found' });
    await expect(library.remove(gone)).rejects.toBeInstanceOf(AppError);
    await library.noteOpened(gone);
  });

  it('keeps a damaged file aside, says so, and restores the backup', async () => {
    const library = await open();
    await library.save(spec('one'));
    await library.save(spec('two'));
    await writeFile(file(), '{"version":1,"data":{"connections":[{"id"');
    const again = await open();
    const { connections, notice } = again.snapshot();
    expect(connections.map((each) => each.name)).toEqual(['one']);
    expect(notice?.kind).toBe('restored-from-backup');
    expect(await readFile(notice?.keptAt ?? '', 'utf8')).toContain('{"id"');
    again.dismissNotice();
    expect(again.snapshot().notice).toBeNull();
  });

  it('begins empty when file and backup are damaged, and keeps both', async () => {
    await writeFile(file(), 'not json');
    await writeFile(`${file()}.bak`, 'not json either');
    const { connections, notice } = (await open()).snapshot();
    expect(connections).toEqual([]);
    expect(notice?.kind).toBe('damaged-kept-aside');
    expect((await readdir(dir)).filter((name) => name.includes('.damaged-'))).toHaveLength(2);
  });

  it('takes in what version 1 has, and writes desktops beside it', async () => {
    const shell = { ...spec('old'), id: 's0', createdAt: 1, lastOpenedAt: null, desktop: undefined };
    await writeFile(file(), JSON.stringify({ version: 1, data: { connections: [shell] } }));
    const library = await open();
    expect(library.snapshot()).toMatchObject({ notice: null, connections: [{ name: 'old', kind: 'shell' }] });
    const id = await library.save({ ...spec('desk'), kind: 'desktop' });
    await library.changeDesktop(id, desktopSpecSchema.parse({ client: 'remmina', userName: 'CORP\\anna' }));
    await expect(
      library.changeDesktop(savedConnectionIdSchema.parse('s0'), desktopSpecSchema.parse({})),
    ).rejects.toMatchObject({ code: 'library/not-found' });
    const again = await open();
    expect(again.desktopOf(id)).toMatchObject({ client: 'remmina', userName: 'CORP\\anna' });
    expect(again.desktopOf(savedConnectionIdSchema.parse('s0'))).toBeNull();
    expect(again.snapshot().connections.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'old shell',
      'desk desktop',
    ]);
    expect(await readFile(file(), 'utf8')).toContain('"version": 2');
  });

  it('leaves the file of a newer program alone', async () => {
    const newer = '{"version":99,"data":{"folders":[]}}';
    await writeFile(file(), newer);
    const library = await open();
    expect(library.snapshot().notice).toMatchObject({ kind: 'newer-version', keptAt: file() });
    await expect(library.save(spec('x'))).rejects.toMatchObject({ code: 'library/newer-version' });
    expect(await readFile(file(), 'utf8')).toBe(newer);
  });

  it('takes over what an older Sallyport has written, to be opened as new connections are', async () => {
    const { how: _how, ...old } = spec('old');
    const stored = { ...old, id: 's0', kind: 'shell', createdAt: 1, lastOpenedAt: null };
    await writeFile(file(), JSON.stringify({ version: 1, data: { connections: [stored] } }));
    const library = await open();
    expect(library.snapshot().connections).toMatchObject([{ name: 'old', how: DEFAULT_CONNECT }]);
    const id = savedConnectionIdSchema.parse('s0');
    const how = { ...DEFAULT_CONNECT, shell: 'session-manager' as const };
    await library.setHow(id, how);
    await library.setFavourite(id, true);
    expect((await open()).find(id)).toMatchObject({ how, isFavourite: true });
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ version: 2 });
  });
});
