// How a file that has arrived gets its name: where links can be made, and where they cannot.
import type * as FileSystem from 'node:fs/promises';
import { link, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { downloadFile, type DownloadRequest } from './download-file.ts';
import { OpenParts } from './part-name.ts';
import type { RemoteFiles } from './remote-files.ts';

const disk = vi.hoisted((): { links: 'can be made' | 'cannot be made' } => ({ links: 'can be made' }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>();
  const noLinks = Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
  return {
    ...real,
    link: (...asked: Parameters<typeof link>) =>
      disk.links === 'can be made' ? real.link(...asked) : Promise.reject(noLinks),
  };
});

const { signal } = new AbortController();
const BYTES = Buffer.from('of the target\n');
let folder: string;
let to: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-download-'));
  to = path.join(folder, 'notes');
});
afterEach(async () => {
  disk.links = 'can be made';
  await rm(folder, { recursive: true, force: true });
});

/** `meanwhile` happens when all but the name is there. */
function download(then: DownloadRequest['then'], meanwhile = () => Promise.resolve()): Promise<void> {
  const facts = { kind: 'file', size: BYTES.length, mode: 0o640, modifiedAt: 5_000, uid: 1 } as const;
  async function* bytes(from: number) {
    yield BYTES.subarray(from);
    await meanwhile();
  }
  const remote: Partial<RemoteFiles> = {
    stat: () => Promise.resolve(facts),
    read: (_path, { from }) => Promise.resolve(Readable.from(bytes(from))),
  };
  const request = { from: '/notes', to, then, parts: new OpenParts(), signal, onPosition: () => undefined };
  return downloadFile(remote as RemoteFiles, request);
}

describe.each(['can be made', 'cannot be made'] as const)('links %s', (links) => {
  beforeEach(() => {
    disk.links = links;
  });

  test('it gets its name, and nothing else is there', async () => {
    await download('create');
    expect(await readFile(to)).toEqual(BYTES);
    expect(await readdir(folder)).toEqual(['notes']);
    expect(await stat(to)).toMatchObject({ nlink: 1, mtimeMs: 5_000 });
  });

  test('what took its name meanwhile stays, unless it was to be replaced', async () => {
    const taking = () => writeFile(to, 'mine');
    await expect(download('create', taking)).rejects.toMatchObject({ code: 'files/exists' });
    expect(await readFile(to, 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['notes']);
    await download('replace');
    expect(await readFile(to)).toEqual(BYTES);
    expect(await readdir(folder)).toEqual(['notes']);
  });
});

test('a part that had got its name when the power went is another name of a whole file: it is not written to', async () => {
  let name = '';
  await download('create', async () => {
    name = (await readdir(folder)).find((each) => each.endsWith('.part')) ?? '';
  });
  await writeFile(to, 'whole, and worked on since');
  await link(to, path.join(folder, name));
  await expect(download('create')).rejects.toMatchObject({ code: 'files/exists' });
  expect(await readFile(to, 'utf8')).toBe('whole, and worked on since');
  expect(await readdir(folder)).toEqual(['notes']);
});
