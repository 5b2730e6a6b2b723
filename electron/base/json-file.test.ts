import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openJsonFile, type JsonFile } from './json-file.ts';
import { systemClock } from './clock.ts';

const schema = z.object({ names: z.array(z.string()) });
type Value = z.infer<typeof schema>;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sallyport-json-'));
  file = path.join(folder, 'deep', 'library.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(): Promise<JsonFile<Value>> {
  return openJsonFile({
    file,
    version: 2,
    schema,
    migrations: { 1: (data) => ({ names: z.array(z.string()).parse(data) }) },
    initial: () => ({ names: [] }),
    clock: systemClock,
  });
}

function add(document: JsonFile<Value>, name: string): Promise<Value> {
  return document.change((value) => ({ names: [...value.names, name] }));
}

test('starts empty, keeps what was changed, owner only, no temp file left', async () => {
  const document = await open();
  expect(document.value).toEqual({ names: [] });
  await Promise.all(['a', 'b', 'c'].map((name) => add(document, name)));
  await document.settled();
  const again = await open();
  expect(again.value).toEqual({ names: ['a', 'b', 'c'] });
  expect(again.notice).toBeNull();
  expect((await readdir(path.dirname(file))).sort()).toEqual(['library.json', 'library.json.bak']);
  expect(JSON.parse(await readFile(`${file}.bak`, 'utf8'))).toEqual({
    version: 2,
    data: { names: ['a', 'b'] },
  });
});

test.each([
  '{"version":2,"data":{"na',
  '',
  '[]',
  '{"version":2,"data":{"names":[7]}}',
  '{"version":0,"data":{}}',
])('a damaged file (%s) is set aside and the backup taken', async (text) => {
  const before = await open();
  await add(before, 'a');
  await add(before, 'b');
  await writeFile(file, text);
  const after = await open();
  expect(after.value).toEqual({ names: ['a'] });
  expect(after.notice?.kind).toBe('restored-from-backup');
  expect(await readFile(after.notice?.keptAt ?? '', 'utf8')).toBe(text);
  await add(after, 'c');
  expect((await open()).value).toEqual({ names: ['a', 'c'] });
});

test('with no usable backup it starts anew, and both damaged files are kept', async () => {
  const before = await open();
  await add(before, 'a');
  await writeFile(file, 'x');
  await writeFile(`${file}.bak`, 'y');
  const after = await open();
  expect(after.value).toEqual({ names: [] });
  expect(after.notice?.kind).toBe('damaged-kept-aside');
  expect((await readdir(path.dirname(file))).filter((name) => name.includes('.damaged-'))).toHaveLength(2);
});

test('an older version is migrated, a newer one is refused and left alone', async () => {
  await add(await open(), 'a');
  await writeFile(file, '{"version":1,"data":["old"]}');
  expect((await open()).value).toEqual({ names: ['old'] });
  const newer = '{"version":3,"data":{"anything":1}}';
  await writeFile(file, newer);
  await expect(open()).rejects.toMatchObject({ code: 'library/newer-version' });
  expect(await readFile(file, 'utf8')).toBe(newer);
});

test('a change that cannot be written is refused, the value stays, the next one works', async () => {
  const document = await open();
  await add(document, 'a');
  await rm(path.dirname(file), { recursive: true });
  await writeFile(path.dirname(file), 'a file where the folder was');
  await expect(add(document, 'b')).rejects.toMatchObject({ code: 'library/write-failed' });
  expect(document.value).toEqual({ names: ['a'] });
  await rm(path.dirname(file));
  await add(document, 'c');
  expect((await open()).value).toEqual({ names: ['a', 'c'] });
});

test('kill -9 in the middle of writing leaves a good file', { timeout: 120_000 }, async () => {
  await add(await open(), 'first');
  const program = path.join(folder, 'writer.mjs');
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('./fixtures/endless-writer.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'writer.mjs' } },
    },
  });
  for (let round = 0; round < 4; round++) {
    const writer = fork(program, [file], {
      ...{ stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] },
      ...{ timeout: 60_000, killSignal: 'SIGKILL' },
    });
    await once(writer, 'message');
    // Any instant could be the last: at each of them the file must hold a whole document.
    for (const end = Date.now() + 60 + round * 17; Date.now() < end;)
      expect(() => JSON.parse(readFileSync(file, 'utf8')) as unknown).not.toThrow();
    const exited = once(writer, 'exit');
    writer.kill('SIGKILL');
    await exited;
    const document = await open();
    expect(document.notice).toBeNull();
    expect(document.value.names[0]).toBe('first');
    expect(document.value.names.length).toBeGreaterThan(1);
  }
});
