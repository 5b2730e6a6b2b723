// Saves that come at a bad moment, and copies that Windows does not let go of.
import { writeFileSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { editIdSchema } from '../../shared/ids.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { Edit } from './edit.ts';
import { EditFolder, type EditRecord } from './edit-record.ts';
import type { Edits } from './edits.ts';
import { type Editing, isUploaded, PLACE, startEditing, withWrite } from './fixtures/editing.ts';
import { type MovingFiles, startMovingFiles } from './fixtures/moving-files.ts';
import type { RemoteFiles } from './remote-files.ts';

const { signal } = new AbortController();
let moving: MovingFiles;
let count = 0;
const closing: Edits[] = [];
beforeAll(async () => {
  moving = await startMovingFiles();
});
afterEach(async () => {
  for (const edits of closing.splice(0)) await edits.closeAll();
});
afterAll(() => moving.close());

function start(remote: RemoteFiles = moving.remote): Editing {
  const editing = startEditing(moving.local(`edits ${(count += 1)}`), () => Promise.resolve(remote));
  closing.push(editing.edits);
  return editing;
}

test.each([
  ['noticed before the upload ends', 1_000],
  ['not yet noticed when the upload ends', 0],
])('a save in the middle of an upload, %s, is brought back too', async (_when, noticeMs) => {
  const file = moving.there(`busy ${noticeMs}`);
  await writeFile(file, 'one\n');
  let uploads = 0;
  const slow = withWrite(moving.remote, async (...asked) => {
    const stream = await moving.remote.write(...asked);
    uploads += 1;
    if (uploads === 1) {
      await appendFile(now().file, 'three\n');
      await new Promise((resolve) => setTimeout(resolve, noticeMs));
    }
    return stream;
  });
  const { edits, now, until } = start(slow);
  await edits.begin(PLACE, moving.there(), path.basename(file), signal);
  const phases = new Set<string>();
  edits.onChange((list) => {
    for (const { phase } of list) phases.add(phase.kind);
  });
  writeFileSync(now().file, 'two\n');
  await until(isUploaded);
  expect(await readFile(file, 'utf8')).toBe('two\nthree\n');
  expect(uploads).toBe(2);
  expect([...phases].sort()).toEqual(['editing', 'uploading']);
});

test('theirs that cannot take the place of ours is asked about again, and not written over', async () => {
  const file = moving.there('stuck.txt');
  await writeFile(file, 'first');
  const { edits, now, until } = start();
  await edits.begin(PLACE, moving.there(), 'stuck.txt', signal);
  const copy = now().file;
  await writeFile(file, 'theirs!');
  writeFileSync(copy, 'mine');
  await until(({ phase }) => phase.kind === 'asking');
  // A program that has it open on Windows; here a folder is as much in the way.
  await rm(copy);
  await mkdir(copy);
  edits.answer(now().id, 'discard');
  await until(({ phase }) => phase.kind === 'failed');
  expect(await readdir(path.dirname(copy))).toEqual(['stuck.txt']);
  await rm(copy, { recursive: true });
  writeFileSync(copy, 'mine again');
  edits.upload(now().id);
  await until(({ phase }) => phase.kind === 'asking');
  expect(await readFile(file, 'utf8')).toBe('theirs!');
  edits.answer(now().id, 'discard');
  await until(({ phase }) => phase.kind === 'editing');
  expect(await readFile(copy, 'utf8')).toBe('theirs!');
});

class BusyFolder extends EditFolder {
  override remove(): Promise<void> {
    return Promise.reject(Object.assign(new Error('resource busy'), { code: 'EBUSY' }));
  }
}

test.each(['refuse', 'discard'] as const)(
  'stopped (%s) while a program has the copy open: over, and the next run removes it',
  async (unsaved) => {
    await writeFile(moving.there('held.txt'), 'there');
    const root = moving.local(`held ${unsaved}`);
    const record: EditRecord = {
      ...{ version: 1, id: editIdSchema.parse('held'), place: PLACE },
      ...{ path: moving.there('held.txt'), name: 'held.txt' },
      ...{ base: null, there: null, uploadedAt: null },
    };
    const edit = new Edit(
      record,
      { kind: 'fetching', doneBytes: 0, totalBytes: 0 },
      {
        folder: new BusyFolder(root),
        open: () => Promise.resolve(moving.remote),
        onChange: () => undefined,
        clock: systemClock,
        log: silentLog,
      },
    );
    await edit.fetch();
    if (unsaved === 'discard') writeFileSync(edit.file, 'changed');
    expect(await edit.stop(unsaved)).toBe(true);
    expect((await stat(edit.file)).isFile()).toBe(true);
    expect(await new EditFolder(root).sweep()).toEqual({ kept: [], unreadable: [] });
    expect(await readdir(root).catch(() => 'gone')).toBe('gone');
  },
);

test('what is saved after the end, in a copy that could not be removed, is kept', async () => {
  await writeFile(moving.there('later.txt'), 'there');
  const editing = start();
  await editing.edits.begin(PLACE, moving.there(), 'later.txt', signal);
  const folder = new BusyFolder(editing.folder);
  const [id = ''] = await readdir(editing.folder);
  const text = await readFile(path.join(editing.folder, id, 'edit.json'), 'utf8');
  const record = JSON.parse(text) as EditRecord;
  // As on Windows: its record has gone, the file has not.
  await rm(path.join(editing.folder, id, 'edit.json'));
  await folder.putAway(record, silentLog);
  writeFileSync(editing.now().file, 'later');
  expect((await new EditFolder(editing.folder).sweep()).kept).toEqual([record]);
});
