// The two streams of a file against a far side that answers late, out of order and in pieces.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { systemClock } from '../base/clock.ts';
import { ManualClock } from '../base/manual-clock.ts';
import type { FileMarks, RemoteHandle } from './remote-handle.ts';
import { SftpReader } from './sftp-reader.ts';
import { SftpWriter } from './sftp-writer.ts';

const failed = new AppError('files/failed', 'It failed.');

/** A file in memory. `whims` decide, one a request, how late and how short each answer is. */
class WhimsicalFile implements RemoteHandle {
  readonly requestBytes = 31 * 1024;
  bytes: Buffer;
  underWay = 0;
  mostUnderWay = 0;
  closes = 0;
  readonly marks: FileMarks[] = [];
  failAfter = Number.POSITIVE_INFINITY;
  readonly #whims: readonly number[];
  #requests = 0;

  constructor(bytes: Buffer, whims: readonly number[]) {
    this.bytes = bytes;
    this.#whims = whims;
  }

  async read(offset: number, length: number): Promise<Buffer | null> {
    const whim = await this.#wait(length);
    const short = whim % 3 === 0 ? Math.max(1, length >> 1) : length;
    const part = this.bytes.subarray(offset, offset + short);
    return part.length === 0 ? null : part;
  }

  async write(offset: number, bytes: Buffer): Promise<void> {
    const copy = Buffer.from(bytes);
    await this.#wait(bytes.length);
    const end = offset + copy.length;
    if (end > this.bytes.length)
      this.bytes = Buffer.concat([this.bytes, Buffer.alloc(end - this.bytes.length)]);
    copy.copy(this.bytes, offset);
  }

  async mark(marks: FileMarks): Promise<void> {
    this.marks.push(marks);
  }

  async close(): Promise<void> {
    this.closes += 1;
  }

  async #wait(length: number): Promise<number> {
    const whim = this.#whims[this.#requests % Math.max(1, this.#whims.length)] ?? 0;
    this.#requests += 1;
    if (this.#requests > this.failAfter) throw failed;
    this.underWay += length;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    for (let turns = whim % 5; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
    this.underWay -= length;
    return whim;
  }
}

const reading = (file: WhimsicalFile, range: { from: number; to: number | null }, size = file.bytes.length) =>
  new SftpReader({ handle: file, ...range, size, clock: systemClock, onBytes: () => undefined });
const whims = fc.array(fc.nat(14), { maxLength: 12 });

test('whatever the answers look like, the bytes are those of the file', async () => {
  const contents = randomBytes(400_000);
  const range = fc.record({ from: fc.nat(450_000), to: fc.option(fc.nat(450_000)) });
  // The size may be out of date by the time the file is read.
  const knownSize = fc.constantFrom(0, 100_000, 400_000, 900_000);
  await fc.assert(
    fc.asyncProperty(whims, range, knownSize, async (moods, { from, to }, size) => {
      const file = new WhimsicalFile(contents, moods);
      const read = Buffer.concat((await reading(file, { from, to }, size).toArray()) as Buffer[]);
      expect(read.equals(contents.subarray(from, Math.max(from, to ?? contents.length)))).toBe(true);
      expect(file.closes).toBe(1);
    }),
    { numRuns: 60 },
  );
});

test('whatever the answers look like, the file becomes what was written', async () => {
  const contents = randomBytes(300_000);
  await fc.assert(
    fc.asyncProperty(
      whims,
      fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 8 }),
      async (moods, sizes) => {
        const file = new WhimsicalFile(Buffer.alloc(0), moods);
        const options = { handle: file, from: 0, marks: null, clock: systemClock, onBytes: () => undefined };
        const explain = async (error: unknown) => error as Error;
        let at = 0;
        const pieces = [...sizes, contents.length].map((size) => contents.subarray(at, (at += size)));
        await pipeline(Readable.from(pieces), new SftpWriter({ ...options, explain }));
        expect(file.bytes.equals(contents)).toBe(true);
        expect(file.closes).toBe(1);
      },
    ),
    { numRuns: 60 },
  );
});

test('a reader that stops reading stops the far side within one window', async () => {
  const file = new WhimsicalFile(Buffer.alloc(20_000_000), [1]);
  const stream = reading(file, { from: 0, to: null });
  stream.once('data', () => stream.pause());
  await expect.poll(() => [stream.isPaused(), file.underWay]).toEqual([true, 0]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(file.underWay).toBe(0);
  expect(file.mostUnderWay).toBeLessThanOrEqual(2 * 1024 * 1024 + 32 * 1024);
  expect(stream.readableLength).toBeLessThan(400_000);
  stream.destroy();
  await expect.poll(() => file.closes).toBe(1);
});

test('one huge buffer is written in windows too', async () => {
  const file = new WhimsicalFile(Buffer.alloc(0), [1]);
  file.write = async (_offset, bytes) => {
    file.underWay += bytes.length;
    file.mostUnderWay = Math.max(file.mostUnderWay, file.underWay);
    await new Promise((resolve) => setImmediate(resolve));
    file.underWay -= bytes.length;
  };
  const options = { handle: file, from: 0, marks: null, clock: systemClock, onBytes: () => undefined };
  const writer = new SftpWriter({ ...options, explain: async (error) => error as Error });
  await pipeline(Readable.from([Buffer.alloc(10_000_000)]), writer);
  expect(file.mostUnderWay).toBeLessThanOrEqual(2 * 1024 * 1024 + 32 * 1024);
});

test('an answer that fails, fails the stream, and the file is closed', async () => {
  const file = new WhimsicalFile(Buffer.alloc(5_000_000), [2]);
  file.failAfter = 40;
  await expect(reading(file, { from: 0, to: null }).toArray()).rejects.toBe(failed);
  expect(file.closes).toBe(1);
  const target = new WhimsicalFile(Buffer.alloc(0), [2]);
  target.failAfter = 20;
  const options = { handle: target, from: 0, marks: null, clock: systemClock, onBytes: () => undefined };
  const writer = new SftpWriter({ ...options, explain: async () => new AppError('files/no-space', 'Full.') });
  const copying = pipeline(Readable.from([Buffer.alloc(3_000_000)]), writer);
  await expect(copying).rejects.toMatchObject({ code: 'files/no-space' });
  expect(target.closes).toBe(1);
});

test('a far side that stands still is given up after a minute, both ways', async () => {
  const clock = new ManualClock();
  const never = () => new Promise<never>(() => undefined);
  const handle: RemoteHandle = {
    requestBytes: 1000,
    read: never,
    write: never,
    mark: never,
    close: async () => undefined,
  };
  const options = { handle, from: 0, marks: null, clock, onBytes: () => undefined };
  const reader = new SftpReader({ ...options, to: null, size: 100 });
  const writer = new SftpWriter({ ...options, explain: async (error) => error as Error });
  const results = [reader.toArray(), pipeline(Readable.from([Buffer.alloc(10)]), writer)].map((each) =>
    each.catch((error: unknown) => error),
  );
  await expect.poll(() => clock.pending).toBe(results.length);
  clock.advance(60_000);
  for (const result of results) expect(await result).toMatchObject({ code: 'ssh/timeout' });
  expect(clock.pending).toBe(0);
});

test('a far side that hangs and answers nothing keeps nobody from giving up, and no success is told for it', async () => {
  const clock = new ManualClock();
  const asked: string[] = [];
  const never = (what: string) => (): Promise<never> => {
    asked.push(what);
    return new Promise<never>(() => undefined);
  };
  const handle: RemoteHandle = {
    requestBytes: 1000,
    read: never('read'),
    write: never('write'),
    mark: never('mark'),
    close: never('close'),
  };
  const cancelled = new AppError('cancelled', 'It was cancelled.');
  const options = { handle, from: 0, marks: null, clock, onBytes: () => undefined };
  const makeWriter = () => new SftpWriter({ ...options, explain: async (error) => error as Error });
  const reader = new SftpReader({ ...options, to: 100, size: 100 });
  const reading = reader.toArray().catch((error: unknown) => error);
  await expect.poll(() => asked).toEqual(['read']);
  reader.destroy(cancelled);
  expect(await reading).toBe(cancelled);
  const writer = makeWriter();
  const failure = new Promise((resolve) => writer.once('error', resolve));
  const gone = new Promise((resolve) => writer.once('close', resolve));
  writer.write(Buffer.alloc(10));
  await expect.poll(() => asked).toContain('write');
  writer.destroy(cancelled);
  expect(await failure).toBe(cancelled);
  await gone;
  expect(asked).toEqual(['read', 'close', 'write', 'close']);
  // Whether what was written is on the disk is not known before the file is closed there.
  const empty = makeWriter();
  const ending = pipeline(Readable.from([]), empty).catch((error: unknown) => error);
  await expect.poll(() => [asked.length, clock.pending]).toEqual([5, 1]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(empty.writableFinished).toBe(false);
  clock.advance(60_000);
  expect(await ending).toMatchObject({ code: 'ssh/timeout' });
  expect(clock.pending).toBe(0);
});

test('a file is marked and closed behind its writes, without waiting for their answers', async () => {
  const asked: string[] = [];
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const note = (what: string): Promise<void> => {
    asked.push(what);
    return answered;
  };
  const handle: RemoteHandle = {
    requestBytes: 1000,
    read: () => Promise.reject(failed),
    write: () => note('write'),
    mark: ({ permissions, modifiedAt }) => note(`mark ${permissions?.toString(8) ?? ''} ${modifiedAt}`),
    close: () => note('close'),
  };
  const marks = { permissions: 0o640, modifiedAt: 5000 };
  const options = { handle, from: 0, marks, clock: systemClock, onBytes: () => undefined };
  const writer = new SftpWriter({ ...options, explain: async (error) => error as Error });
  const done = pipeline(Readable.from([Buffer.alloc(1500)]), writer);
  await expect.poll(() => asked).toEqual(['write', 'write', 'mark 640 5000', 'close']);
  expect(writer.writableFinished).toBe(false);
  answer();
  await done;
  expect(asked).toHaveLength(4);
});

test('a write that fails fails the file, though it was marked and closed', async () => {
  const file = new WhimsicalFile(Buffer.alloc(0), [2]);
  file.failAfter = 0;
  const marks = { permissions: null, modifiedAt: 0 };
  const options = { handle: file, from: 0, marks, clock: systemClock, onBytes: () => undefined };
  const writer = new SftpWriter({ ...options, explain: async (error) => error as Error });
  await expect(pipeline(Readable.from([Buffer.alloc(10)]), writer)).rejects.toBe(failed);
  expect(file.closes).toBe(1);
});
