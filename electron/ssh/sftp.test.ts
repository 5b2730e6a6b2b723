import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenSshServer, type OpenSshServer } from './fixtures/open-ssh-server.ts';
import { signInAs } from './fixtures/sign-in-as.ts';
import type { RemoteEntry } from './remote-file.ts';
import type { Sftp } from './sftp.ts';
import type { SshClient } from './ssh-client.ts';

let server: OpenSshServer;
let client: SshClient;
let sftp: Sftp;
const { signal } = new AbortController();
const at = (...names: string[]) => path.join(server.folder, ...names);

beforeAll(async () => {
  server = await startOpenSshServer();
  client = await signInAs(server);
  sftp = await client.openSftp(signal);
});
afterAll(async () => {
  await client.close();
  await server.close();
});

const whole = { from: 0, to: null };
const bytesOf = async (stream: Readable): Promise<Buffer> =>
  Buffer.concat((await stream.toArray()) as Buffer[]);
const entriesOf = async (folder: string): Promise<RemoteEntry[]> => {
  const entries: RemoteEntry[] = [];
  for await (const page of sftp.list(folder, signal)) entries.push(...page);
  return entries.sort((a, b) => a.name.localeCompare(b.name));
};

test('folders: made, listed with what is in them, renamed, removed', async () => {
  await sftp.mkdir(at('box'), signal);
  await writeFile(at('box', 'ä file'), 'hello', { mode: 0o640 });
  await symlink('ä file', at('box', 'link'));
  await sftp.mkdir(at('box', 'inner'), signal);
  const entries = await entriesOf(at('box'));
  expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
    ['ä file', 'file'],
    ['inner', 'folder'],
    ['link', 'link'],
  ]);
  const [file] = entries;
  expect(file).toMatchObject({
    size: 5,
    mode: 0o640,
    owner: server.user,
    group: expect.any(String) as string,
  });
  expect(file?.modifiedAt).toBeGreaterThan(Date.now() - 60_000);
  expect(await sftp.readlink(at('box', 'link'), signal)).toBe('ä file');
  expect(await sftp.stat(at('box', 'link'), signal)).toMatchObject({ kind: 'file', size: 5 });
  expect(await sftp.lstat(at('box', 'link'), signal)).toMatchObject({ kind: 'link' });
  expect(await sftp.realpath(at('box', 'inner', '..'), signal)).toBe(at('box'));
  await expect(sftp.rmdir(at('box'), signal)).rejects.toMatchObject({ code: 'files/not-empty' });
  await expect(sftp.mkdir(at('box'), signal)).rejects.toMatchObject({ code: 'files/exists' });
  await sftp.rename(at('box', 'inner'), at('box', 'other'), false, signal);
  await sftp.rmdir(at('box', 'other'), signal);
  await sftp.chmod(at('box', 'ä file'), 0o4711, signal);
  await sftp.setModified(at('box', 'ä file'), 1_600_000_000_000, signal);
  expect(await sftp.stat(at('box', 'ä file'), signal)).toMatchObject({
    mode: 0o4711,
    modifiedAt: 1_600_000_000_000,
  });
  await sftp.remove(at('box', 'link'), signal);
  await sftp.remove(at('box', 'ä file'), signal);
  expect(await entriesOf(at('box'))).toEqual([]);
});

test('a folder with more files than one page has is listed whole', async () => {
  await mkdir(at('many'));
  for (let index = 0; index < 350; index += 1) await writeFile(at('many', `file-${index}`), '');
  expect(new Set((await entriesOf(at('many'))).map(({ name }) => name)).size).toBe(350);
});

test('a rename replaces only when told to', async () => {
  await writeFile(at('new'), 'new');
  await writeFile(at('old'), 'old');
  await expect(sftp.rename(at('new'), at('old'), false, signal)).rejects.toMatchObject({
    code: 'files/exists',
  });
  await sftp.rename(at('new'), at('old'), true, signal);
  expect(await readFile(at('old'), 'utf8')).toBe('new');
});

test('what is not there, and what is there already, are told apart', async () => {
  await expect(sftp.stat(at('nothing'), signal)).rejects.toMatchObject({
    code: 'files/not-found',
    message: `${at('nothing')} could not be found.`,
  });
  await expect(sftp.read(at('nothing'), whole, signal)).rejects.toMatchObject({ code: 'files/not-found' });
  await expect(sftp.list(at('nothing'), signal).next()).rejects.toMatchObject({ code: 'files/not-found' });
  await writeFile(at('here'), 'x');
  const writing = { mode: 'create', from: 0, permissions: null } as const;
  await expect(sftp.write(at('here'), writing, signal)).rejects.toMatchObject({ code: 'files/exists' });
});

test('a file comes back as it was sent, with the permissions asked for', async () => {
  const bytes = randomBytes(5_000_001);
  const writing = { mode: 'create', from: 0, permissions: 0o600 } as const;
  await pipeline(Readable.from([bytes]), await sftp.write(at('sent'), writing, signal));
  expect((await readFile(at('sent'))).equals(bytes)).toBe(true);
  expect((await stat(at('sent'))).mode & 0o777).toBe(0o600);
  expect((await bytesOf(await sftp.read(at('sent'), whole, signal))).equals(bytes)).toBe(true);
  const part = await bytesOf(await sftp.read(at('sent'), { from: 1_234_567, to: 3_000_000 }, signal));
  expect(part.equals(bytes.subarray(1_234_567, 3_000_000))).toBe(true);
});

test('a transfer that stopped goes on where it stopped, both ways', async () => {
  const bytes = randomBytes(900_000);
  await writeFile(at('half'), bytes.subarray(0, 400_000));
  const resume = { mode: 'keep', from: 400_000, permissions: null } as const;
  await pipeline(Readable.from([bytes.subarray(400_000)]), await sftp.write(at('half'), resume, signal));
  expect((await readFile(at('half'))).equals(bytes)).toBe(true);
  const rest = await bytesOf(await sftp.read(at('half'), { from: 600_000, to: null }, signal));
  expect(rest.equals(bytes.subarray(600_000))).toBe(true);
});

test('empty files, files that grow, and files without a size are read to their end', async () => {
  await writeFile(at('empty'), '');
  expect(await bytesOf(await sftp.read(at('empty'), whole, signal))).toEqual(Buffer.alloc(0));
  expect((await bytesOf(await sftp.read('/proc/self/status', whole, signal))).toString()).toContain('Name:');
  await writeFile(at('grows'), Buffer.alloc(3_000_000));
  const stream = await sftp.read(at('grows'), whole, signal);
  await truncate(at('grows'), 3_500_000);
  expect((await bytesOf(stream)).length).toBe(3_500_000);
});

test('cancelling ends a download and an upload, and the connection lives on', async () => {
  await writeFile(at('big'), Buffer.alloc(8_000_000));
  const stop = new AbortController();
  const reading = await sftp.read(at('big'), whole, stop.signal);
  const writing = await sftp.write(at('copy'), { mode: 'replace', from: 0, permissions: null }, stop.signal);
  const copying = pipeline(reading, writing);
  setTimeout(() => {
    stop.abort();
  }, 5);
  await expect(copying).rejects.toMatchObject({ code: 'cancelled' });
  expect(await sftp.stat(at('big'), signal)).toMatchObject({ size: 8_000_000 });
});

test('a write that fails says so', async () => {
  const writing = await sftp.write('/dev/full', { mode: 'keep', from: 0, permissions: null }, signal);
  // /dev is a file system of its own that has room: then the failure stays what it is.
  await expect(pipeline(Readable.from([Buffer.alloc(100)]), writing)).rejects.toMatchObject({
    code: 'files/failed',
  });
});

test('256 MB go both ways, byte for byte, without being held in memory', async () => {
  const size = 256 * 1024 * 1024;
  const block = randomBytes(1024 * 1024);
  const sent = createHash('sha256');
  const source = Readable.from(
    (function* () {
      for (let at_ = 0; at_ < size; at_ += block.length) {
        sent.update(block);
        yield block;
      }
    })(),
  );
  let peak = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss - before);
  }, 20);
  let startedAt = performance.now();
  await pipeline(
    source,
    await sftp.write(at('huge'), { mode: 'create', from: 0, permissions: null }, signal),
  );
  const upSeconds = (performance.now() - startedAt) / 1000;
  const received = createHash('sha256');
  startedAt = performance.now();
  for await (const chunk of await sftp.read(at('huge'), whole, signal)) received.update(chunk as Buffer);
  const downSeconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  console.info(
    `256 MiB: up ${(256 / upSeconds).toFixed(0)} MiB/s, down ${(256 / downSeconds).toFixed(0)} MiB/s, +${Math.round(peak / 1e6)} MB`,
  );
  expect(received.digest('hex')).toBe(sent.digest('hex'));
  expect(peak).toBeLessThan(150e6);
}, 180_000);

test('when the connection is lost, what is under way fails and nothing hangs', async () => {
  const socket = await server.dial();
  const other = await signInAs(server, { transport: socket });
  const files = await other.openSftp(signal);
  const reading = await files.read(at('huge'), whole, signal);
  reading.once('data', () => {
    socket.destroy();
  });
  await expect(bytesOf(reading)).rejects.toMatchObject({ code: 'ssh/lost' });
  await files.ended;
  await expect(files.stat(at('huge'), signal)).rejects.toMatchObject({ code: 'ssh/lost' });
});
