// What is sent into a file that is there: nothing of it is touched before ours can be read, and nothing stays open.
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { RemoteFiles } from './remote-files.ts';
import { writeOver } from './write-over.ts';

const { signal } = new AbortController();
let folder: string;
let from: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-over-'));
  from = path.join(folder, 'mine');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function remote(write: () => Promise<Writable>): {
  readonly files: RemoteFiles;
  readonly asked: () => number;
} {
  let asked = 0;
  const files: Partial<RemoteFiles> = { write: () => ((asked += 1), write()) };
  return { files: files as RemoteFiles, asked: () => asked };
}

/** How often this process has it open; only Linux tells. */
async function openTimes(file: string): Promise<number> {
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(links)).filter((link) => link === file).length;
}

test('what cannot be read here empties nothing there', async () => {
  const { files, asked } = remote(() => Promise.resolve(new Writable()));
  await expect(writeOver(files, { from, to: '/theirs', signal })).rejects.toMatchObject({
    code: 'files/local-not-found',
  });
  expect(asked()).toBe(0);
});

test.runIf(process.platform === 'linux')(
  'sent, refused or broken on the way, it is closed here',
  async () => {
    await writeFile(from, Buffer.alloc(300_000, 'mine '));
    const arrived: Buffer[] = [];
    const taking = new Writable({
      write(chunk: Buffer, _encoding, done) {
        arrived.push(chunk);
        done();
      },
    });
    await writeOver(remote(() => Promise.resolve(taking)).files, { from, to: '/theirs', signal });
    expect(Buffer.concat(arrived).equals(Buffer.alloc(300_000, 'mine '))).toBe(true);
    const denied = new AppError('files/access-denied', 'Not you.');
    const refusing = remote(() => Promise.reject(denied)).files;
    await expect(writeOver(refusing, { from, to: '/theirs', signal })).rejects.toBe(denied);
    const full = new AppError('files/no-space', 'Full.');
    const breaking = new Writable({
      write: (_chunk, _encoding, done) => {
        done(full);
      },
    });
    const broken = remote(() => Promise.resolve(breaking)).files;
    await expect(writeOver(broken, { from, to: '/theirs', signal })).rejects.toBe(full);
    expect(await openTimes(from)).toBe(0);
  },
);
