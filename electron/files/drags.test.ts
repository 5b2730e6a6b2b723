// Files on their way out of the window, against OpenSSH's own sshd: what the system's drag is handed, and when.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DragSnapshot } from '../../shared/drags.ts';
import type { ConnectionId, DragId, TransferId } from '../../shared/ids.ts';
import { silentLog } from '../base/log.ts';
import { Drags, type DragsParts } from './drags.ts';
import { type MovingFiles, startMovingFiles, tree } from './fixtures/moving-files.ts';

const connectionId = 'c1' as ConnectionId;
let moving: MovingFiles;
let count = 0;
beforeAll(async () => {
  moving = await startMovingFiles();
  await mkdir(moving.there('project', 'ä deep', 'er'), { recursive: true });
  await writeFile(moving.there('project', 'ä deep', 'er', 'data'), randomBytes(700_001));
  await writeFile(moving.there('project', 'empty'), '');
  await symlink('/nowhere', moving.there('project', 'broken'));
  await writeFile(moving.there('notes'), 'of the target\n');
  await writeFile(moving.there('large'), randomBytes(48 * 1024 * 1024));
});
afterAll(() => moving.close());

let folder: string;
let drags: Drags;
let handed: (readonly string[])[];
let last: TransferId | null;
/** What the system's drag does meanwhile. */
let meanwhile: () => void;
beforeEach(() => {
  folder = moving.local(`drags-${(count += 1)}`);
  handed = [];
  meanwhile = () => undefined;
  drags = make();
});
afterEach(() => drags.closeAll());

function make(): Drags {
  const starter: DragsParts['starter'] = {
    start(files) {
      handed.push(files);
      meanwhile();
    },
  };
  const newId = (): DragId => `d${(count += 1)}` as DragId;
  return new Drags({ folder, transfers: moving.transfers, starter, newId, log: silentLog });
}

function begin(...names: readonly string[]): Promise<void> {
  return drags.begin({
    connectionId,
    from: moving.there(),
    title: names.join(),
    fetch: (into) =>
      (last = moving.down(
        names.map((name) => moving.there(name)),
        into,
      )),
  });
}

async function until(phase: DragSnapshot['phase'] | null): Promise<DragId> {
  await expect.poll(() => drags.current()?.phase ?? null, { interval: 2 }).toBe(phase);
  return drags.current()?.id ?? ('none' as DragId);
}

test('held until all is there: handed to the system by itself, whole, in a folder that is ours alone', async () => {
  const phases: unknown[] = [];
  drags.onChange((drag) => phases.push(drag?.phase));
  await begin('project', 'notes');
  await until('handed');
  expect(phases).toEqual(['held', 'dragging', 'handed']);
  const files = handed[0] ?? [];
  expect(handed).toHaveLength(1);
  expect(files.map((file) => path.basename(file))).toEqual(['notes', 'project']);
  const home = path.dirname(files[0] ?? '');
  expect(path.dirname(home)).toBe(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(home)).mode & 0o777).toBe(0o700);
  expect(await tree(path.join(home, 'project'))).toEqual(await tree(moving.there('project')));
  expect(await readFile(path.join(home, 'notes'), 'utf8')).toBe('of the target\n');
});

test('let go meanwhile: nothing is dragged by itself, and then as often as one likes', async () => {
  await begin('large');
  drags.released();
  expect(drags.current()?.phase).toBe('fetching');
  const id = await until('ready');
  expect(handed).toEqual([]);
  meanwhile = () => {
    expect(drags.current()?.phase).toBe('dragging');
  };
  await drags.start(id);
  await drags.start(id);
  expect(handed).toHaveLength(2);
  const [file = ''] = handed[1] ?? [];
  expect((await readFile(file)).equals(await readFile(moving.there('large')))).toBe(true);
});

test('let go before the folder is even there counts too', async () => {
  const begun = begin('notes');
  drags.released();
  await begun;
  await until('ready');
  expect(handed).toEqual([]);
});

test('cancelled in the list of transfers, it is gone, and nothing is left', async () => {
  await begin('large');
  await moving.until(last ?? ('none' as TransferId), ({ doneBytes }) => doneBytes > 1_000_000);
  await moving.transfers.cancel(last ?? ('none' as TransferId));
  await until(null);
  await expect.poll(() => readdir(folder)).toEqual([]);
  expect(handed).toEqual([]);
});

test('what is fetched is stopped and deleted when something else is dragged or nobody wants it', async () => {
  await begin('large');
  const first = last ?? ('none' as TransferId);
  await begin('large');
  expect(moving.get(first).phase.kind).toBe('cancelled');
  const id = drags.current()?.id ?? ('none' as DragId);
  expect(await readdir(folder)).toEqual([id]);
  await drags.discard(id);
  expect(drags.current()).toBeNull();
  expect(await readdir(folder)).toEqual([]);
});

test('who received the last drag may copy it still; the one before is deleted', async () => {
  const ids: DragId[] = [];
  for (let index = 0; index < 4; index += 1) {
    await begin('notes');
    ids.push(await until('handed'));
  }
  expect((await readdir(folder)).sort()).toEqual(ids.slice(2).sort());
  await drags.discard(ids[3] ?? ('none' as DragId));
  expect(await readdir(folder)).toEqual([ids[3]]);
});

test('names that this computer does not take are left out and told, and alone they are no drag', async () => {
  const refused = (names: readonly string[]): Promise<void> =>
    drags.begin({
      ...{ connectionId, from: moving.there(), title: 'x' },
      fetch: (into) =>
        (last = moving.down(
          names.map((name) => moving.there(name)),
          into,
          'win32',
        )),
    });
  await writeFile(moving.there('aux.txt'), 'x');
  await refused(['aux.txt', 'notes']);
  await until('handed');
  expect(handed[0]?.map((file) => path.basename(file))).toEqual(['notes']);
  expect(moving.get(last ?? ('none' as TransferId)).leftOut).toMatchObject([{ name: 'aux.txt' }]);
  await refused(['aux.txt']);
  await until(null);
  expect(handed).toHaveLength(1);
});

test('saved instead: moved beside what has the name already', async () => {
  const to = await moving.freshFolder(`saved-${count}`);
  await writeFile(path.join(to, 'notes'), 'mine');
  await begin('notes', 'project');
  drags.released();
  await drags.save(await until('ready'), to, new AbortController().signal);
  expect(drags.current()).toBeNull();
  expect((await readdir(to)).sort()).toEqual(['notes', 'notes (2)', 'project']);
  expect(await readFile(path.join(to, 'notes'), 'utf8')).toBe('mine');
  expect(await tree(path.join(to, 'project'))).toEqual(await tree(moving.there('project')));
  expect(await readdir(folder)).toEqual([]);
});

test('a word that is not of a waiting drag starts nothing', async () => {
  await begin('large');
  const id = drags.current()?.id ?? ('none' as DragId);
  await expect(drags.start(id)).rejects.toMatchObject({ code: 'ipc/refused' });
  await expect(drags.start('../elsewhere' as DragId)).rejects.toMatchObject({ code: 'ipc/refused' });
  await drags.discard(id);
});

test('while files are dragged or saved, another drag is refused in words that a person understands', async () => {
  await begin('notes');
  const id = await until('handed');
  const refused: Promise<unknown>[] = [];
  const tryAll = (): void => {
    for (const asked of [
      begin('large'),
      drags.start(id),
      drags.save(id, folder, new AbortController().signal),
    ])
      refused.push(asked.catch((error: unknown) => error));
  };
  meanwhile = tryAll;
  await drags.start(id);
  const to = await moving.freshFolder(`busy-${count}`);
  const saving = drags.save(id, to, new AbortController().signal);
  tryAll();
  await saving;
  expect(refused).toHaveLength(6);
  for (const error of await Promise.all(refused)) expect(error).toMatchObject({ code: 'files/drag-busy' });
  expect(await readdir(to)).toEqual(['notes']);
});

test('a system that cannot drag leaves it ready', async () => {
  await begin('notes');
  const id = await until('handed');
  meanwhile = () => {
    throw new Error('no window');
  };
  await expect(drags.start(id)).rejects.toThrow('no window');
  expect(drags.current()?.phase).toBe('ready');
});

test('dropped where it came from is known as that, and only there', async () => {
  await begin('notes');
  await until('handed');
  const files = handed[0] ?? [];
  expect(drags.isBackHome(files, connectionId, moving.there())).toBe(true);
  expect(drags.isBackHome(files, connectionId, '/elsewhere')).toBe(false);
  expect(drags.isBackHome(files, 'c2' as ConnectionId, moving.there())).toBe(false);
  expect(drags.isBackHome([...files, moving.local('own')], connectionId, moving.there())).toBe(false);
});

test('nothing outlives the run: not its end, and not a run that was killed', async () => {
  await begin('notes');
  await until('handed');
  await drags.closeAll();
  await expect(readdir(folder)).rejects.toThrow(/ENOENT/);
  await mkdir(path.join(folder, 'of-a-killed-run'), { recursive: true });
  drags = make();
  void drags.sweep();
  await begin('notes');
  const id = await until('handed');
  expect(await readdir(folder)).toEqual([id]);
});
