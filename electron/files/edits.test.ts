// Files edited here and brought back, against OpenSSH's own sshd; the editor is whoever writes to the file.
import { writeFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { ManualClock } from '../base/manual-clock.ts';
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

function start(
  folder = moving.local(`edits ${(count += 1)}`),
  open: () => Promise<RemoteFiles> = () => Promise.resolve(moving.remote),
  clock: Clock = systemClock,
): Editing {
  const editing = startEditing(folder, open, clock);
  closing.push(editing.edits);
  return editing;
}

async function remoteFile(name: string, text: string): Promise<string> {
  await writeFile(moving.there(name), text);
  return moving.there(name);
}

test('every save arrives, written in place or renamed into it, with permissions, through a link', async () => {
  const file = await remoteFile('run.sh', 'one\n');
  await chmod(file, 0o750);
  await symlink('run.sh', moving.there('link.sh'));
  const { edits, folder, opened, now, until } = start();
  await edits.begin(PLACE, moving.there(), 'link.sh', signal);
  expect(opened).toEqual([now().file]);
  expect(path.basename(now().file)).toBe('link.sh');
  expect(now()).toMatchObject({ path: file, phase: { kind: 'editing' }, uploadedAt: null });
  // Nobody else reads it here, and nothing of it can be run.
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(path.dirname(now().file))).mode & 0o777).toBe(0o700);
  expect((await stat(now().file)).mode & 0o777).toBe(0o600);
  writeFileSync(now().file, 'two\n');
  const { uploadedAt } = await until(isUploaded);
  expect(await readFile(file, 'utf8')).toBe('two\n');
  // As editors do that never leave half a file behind.
  await writeFile(`${now().file}~`, 'three\n');
  await rename(`${now().file}~`, now().file);
  await until((each) => isUploaded(each) && (each.uploadedAt ?? 0) > (uploadedAt ?? 0));
  expect(await readFile(moving.there('link.sh'), 'utf8')).toBe('three\n');
  expect((await stat(file)).mode & 0o777).toBe(0o750);
  expect((await readdir(moving.there())).filter((name) => name.includes('.part'))).toEqual([]);
  // Asked for again, it is the same copy.
  await edits.begin(PLACE, moving.there(), 'run.sh', signal);
  expect(opened).toEqual([now().file, now().file]);
  await edits.stop(now().id, 'refuse');
  expect(edits.list()).toEqual([]);
  expect(await readdir(folder).catch(() => 'gone')).toBe('gone');
});

test.each([
  ['overwrite', { 'both.txt': 'mine' }, 'both.txt'],
  ['keep-both', { 'both.txt': 'theirs!', 'both (2).txt': 'mine' }, 'both (2).txt'],
  ['discard', { 'both.txt': 'theirs!' }, 'both.txt'],
] as const)('somebody else wrote it meanwhile: %s', async (answer, expected, goesOn) => {
  await mkdir(moving.there(answer));
  const file = await remoteFile(path.join(answer, 'both.txt'), 'first');
  const { edits, now, until } = start();
  await edits.begin(PLACE, moving.there(answer), 'both.txt', signal);
  await writeFile(file, 'theirs!');
  writeFileSync(now().file, 'mine');
  const asking = await until(({ phase }) => phase.kind === 'asking');
  expect(asking.phase).toMatchObject({ there: { size: 7 } });
  expect(await readFile(file, 'utf8')).toBe('theirs!');
  await expect(edits.stop(now().id, 'refuse')).rejects.toMatchObject({ code: 'files/unsaved-edit' });
  edits.answer(now().id, answer);
  await until(({ phase }) => phase.kind === 'editing');
  for (const [name, text] of Object.entries(expected))
    expect(await readFile(moving.there(answer, name), 'utf8')).toBe(text);
  expect((await readdir(moving.there(answer))).sort()).toEqual(Object.keys(expected).sort());
  expect(await readFile(now().file, 'utf8')).toBe(answer === 'discard' ? 'theirs!' : 'mine');
  // And the next save goes without a question.
  writeFileSync(now().file, 'the next one');
  await expect.poll(() => readFile(moving.there(answer, goesOn), 'utf8')).toBe('the next one');
  await until(isUploaded);
});

test('a file is asked for many times at once, and while something is asked about it: it stays one copy', async () => {
  const file = await remoteFile('one-copy', 'first');
  await symlink('one-copy', moving.there('to-one-copy'));
  const { edits, folder, opened, now, until } = start();
  const asked = ['one-copy', 'one-copy', 'to-one-copy', 'one-copy'].map((name) =>
    edits.begin(PLACE, moving.there(), name, signal),
  );
  await Promise.all(asked);
  expect(opened).toEqual([now().file]);
  expect(await readdir(folder)).toEqual([now().id]);
  await writeFile(file, 'theirs!');
  writeFileSync(now().file, 'mine');
  await until(({ phase }) => phase.kind === 'asking');
  await edits.begin(PLACE, moving.there(), 'one-copy', signal);
  expect(opened).toEqual([now().file, now().file]);
  await edits.stop(now().id, 'discard');
});

test('the same size and another time is another version', async () => {
  const file = await remoteFile('same-size', 'first');
  const { edits, now, until } = start();
  await edits.begin(PLACE, moving.there(), 'same-size', signal);
  await writeFile(file, 'again');
  await utimes(file, 1_700_000_000, 1_700_000_000);
  writeFileSync(now().file, 'third');
  await until(({ phase }) => phase.kind === 'asking');
  await edits.stop(now().id, 'discard');
  expect(await readFile(file, 'utf8')).toBe('again');
});

test('a save without a connection waits, and arrives when there is one', async () => {
  const file = await remoteFile('away.txt', 'before');
  let letIn: (files: RemoteFiles) => void = () => undefined;
  const back = new Promise<RemoteFiles>((resolve) => (letIn = resolve));
  const opens = [() => Promise.resolve(moving.remote), () => moving.openFiles(), () => back];
  let latest: RemoteFiles | null = null;
  const { edits, now, until } = start(undefined, async () => (latest = await (opens.shift() ?? fail)()));
  await edits.begin(PLACE, moving.there(), 'away.txt', signal);
  moving.sockets.at(-1)?.destroy();
  await (latest as RemoteFiles | null)?.ended;
  writeFileSync(now().file, 'after');
  await until(({ phase }) => phase.kind === 'waiting');
  expect(await readFile(file, 'utf8')).toBe('before');
  letIn(moving.remote);
  await until(isUploaded);
  expect(await readFile(file, 'utf8')).toBe('after');
});

function fail(): Promise<never> {
  return Promise.reject(new Error('Opened once too often.'));
}

test('a folder where one may make nothing, with a file that one may write', async () => {
  await mkdir(moving.there('locked'));
  const file = await remoteFile('locked/open.txt', 'before');
  const { ino } = await stat(file);
  const refusing = withWrite(moving.remote, (target, ...rest) =>
    target.includes('.part')
      ? Promise.reject(new AppError('files/access-denied', 'Not in this folder.'))
      : moving.remote.write(target, ...rest),
  );
  const { edits, now, until } = start(undefined, () => Promise.resolve(refusing));
  await edits.begin(PLACE, moving.there('locked'), 'open.txt', signal);
  writeFileSync(now().file, 'after');
  await until(isUploaded);
  expect(await readFile(file, 'utf8')).toBe('after');
  expect((await stat(file)).ino).toBe(ino);
});

test('what cannot be uploaded is kept and told, and goes by asking again', async () => {
  await mkdir(moving.there('gone'));
  await remoteFile('gone/config', 'before');
  const { edits, now, until } = start();
  await edits.begin(PLACE, moving.there('gone'), 'config', signal);
  await rename(moving.there('gone'), moving.there('moved'));
  writeFileSync(now().file, 'after');
  const asking = await until(({ phase }) => phase.kind === 'asking');
  expect(asking.phase).toEqual({ kind: 'asking', there: null });
  edits.answer(now().id, 'overwrite');
  const failed = await until(({ phase }) => phase.kind === 'failed');
  expect(failed.phase).toMatchObject({ error: { code: 'files/not-found' } });
  await rename(moving.there('moved'), moving.there('gone'));
  edits.upload(now().id);
  await until(isUploaded);
  expect(await readFile(moving.there('gone', 'config'), 'utf8')).toBe('after');
});

test('a killed run leaves nothing that the target has, and everything that it has not', async () => {
  const file = await remoteFile('kept.conf', 'before');
  await remoteFile('clean.conf', 'clean');
  // For a run that is over no time passes: it notices nothing any more.
  const killed = start(undefined, undefined, new ManualClock());
  await killed.edits.begin(PLACE, moving.there(), 'kept.conf', signal);
  const copy = killed.now().file;
  // Saved, and the run was over before it was noticed.
  writeFileSync(copy, 'after');
  await mkdir(path.join(killed.folder, 'half', 'file'), { recursive: true });
  const next = start(killed.folder);
  await next.edits.sweep();
  expect(next.now()).toMatchObject({ phase: { kind: 'kept' }, path: file, file: copy, place: PLACE });
  expect(await readdir(killed.folder)).toEqual([next.now().id]);
  expect(await readFile(file, 'utf8')).toBe('before');
  next.edits.upload(next.now().id);
  await next.until(isUploaded);
  expect(await readFile(file, 'utf8')).toBe('after');
  await next.edits.closeAll();
  expect(await readdir(killed.folder).catch(() => 'gone')).toBe('gone');
});
