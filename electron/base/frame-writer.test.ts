// Frames against a decoder that is written after RFC 6455 alone, at random, and against `ws` itself.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { FrameWriter, type FrameWriterOptions } from './frame-writer.ts';

interface Decoded {
  readonly key: Buffer | null;
  readonly message: Buffer;
}

/** RFC 6455 5.2: whole binary messages only. */
function decode(bytes: Buffer): Decoded[] {
  const frames: Decoded[] = [];
  for (let at = 0; at < bytes.length;) {
    expect(bytes[at]).toBe(0x82);
    const second = bytes[at + 1] ?? 0;
    at += 2;
    let length = second & 0x7f;
    if (length === 126) {
      length = bytes.readUInt16BE(at);
      expect(length).toBeGreaterThan(125);
      at += 2;
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(at));
      expect(length).toBeGreaterThan(0xffff);
      at += 8;
    }
    const key = second >= 0x80 ? bytes.subarray(at, at + 4) : null;
    if (key !== null) at += 4;
    const message = Buffer.from(bytes.subarray(at, at + length));
    expect(message.length).toBe(length);
    if (key !== null) for (let n = 0; n < length; n += 1) message[n] = (message[n] ?? 0) ^ (key[n % 4] ?? 0);
    frames.push({ key, message });
    at += length;
  }
  return frames;
}

/** Takes what it is given; `finishWrites` says when the kernel has it. */
function slowStream(): { stream: Writable; writes: Buffer[]; finishWrites: () => Promise<void> } {
  const writes: Buffer[] = [];
  const callbacks: (() => void)[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      writes.push(Buffer.from(chunk));
      callbacks.push(done);
    },
  });
  return {
    stream,
    writes,
    async finishWrites() {
      for (let done = callbacks.shift(); done !== undefined; done = callbacks.shift()) {
        done();
        await turn();
      }
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function writerTo(stream: Writable, more: Partial<FrameWriterOptions> = {}): FrameWriter {
  return new FrameWriter({
    ...{ stream, masking: 'random', isOpen: () => true, onWritten: () => undefined },
    ...more,
  });
}

const length = fc.oneof(
  fc.integer({ min: 0, max: 140 }),
  fc.integer({ min: 0, max: 3000 }),
  fc.constantFrom(65_000, 65_520, 65_535, 65_536, 65_537, 200_000),
);
/** Null: the turn ends. */
const steps = fc.array(fc.oneof({ weight: 4, arbitrary: length }, fc.constant(null)), { maxLength: 40 });

test('messages of any size, in any turns, to a fast or a slow socket, come out as they were', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.constantFrom('random', 'zeros', 'none'),
      fc.boolean(),
      async (plan, masking, isSlow) => {
        const { stream, writes, finishWrites } = slowStream();
        let told = 0;
        const writer = writerTo(stream, { masking, onWritten: (bytes) => (told += bytes) });
        const sent: Buffer[] = [];
        for (const step of plan) {
          if (step === null) {
            await turn();
            if (!isSlow) await finishWrites();
            continue;
          }
          const message = Buffer.alloc(step, `${sent.length} sallyport`);
          const before = Buffer.from(message);
          writer.add(message);
          expect(message.equals(before)).toBe(true);
          // Copied: whoever wrote it may use its memory again.
          message.fill(0);
          sent.push(before);
        }
        await turn();
        await finishWrites();
        const frames = decode(Buffer.concat(writes));
        expect(frames.map(({ message }) => message.length)).toEqual(sent.map((message) => message.length));
        expect(Buffer.concat(frames.map(({ message }) => message)).equals(Buffer.concat(sent))).toBe(true);
        expect(told).toBe(sent.reduce((sum, message) => sum + message.length, 0));
        expect(writer.bufferedBytes).toBe(0);
        for (const { key } of frames)
          if (masking === 'none') expect(key).toBe(null);
          else if (masking === 'zeros') expect(key?.readUInt32BE()).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
});

test('every message has a key of its own that does not follow from the last', async () => {
  const { stream, writes, finishWrites } = slowStream();
  const writer = writerTo(stream);
  const count = 5000;
  for (let n = 0; n < count; n += 1) writer.add(Buffer.alloc(8));
  await turn();
  await finishWrites();
  const keys = decode(Buffer.concat(writes)).map(({ key }) => key?.readUInt32BE() ?? 0);
  // Among 5,000 random ones of 32 bits three are alike in about one run of a million.
  expect(new Set(keys).size).toBeGreaterThan(count - 3);
  const steps = keys.slice(1).map((key, n) => (key - (keys[n] ?? 0)) >>> 0);
  expect(new Set(steps).size).toBeGreaterThan(count - 4);
});

test('one turn leaves in one write, and while the socket is full what comes fills one piece', async () => {
  const { stream, writes, finishWrites } = slowStream();
  const writer = writerTo(stream);
  for (let n = 0; n < 20; n += 1) writer.add(Buffer.alloc(1656));
  expect(writes.length).toBe(0);
  await turn();
  expect(writes.length).toBe(1);
  for (let n = 0; n < 100; n += 1) {
    writer.add(Buffer.alloc(300));
    await turn();
  }
  expect(writes.length).toBe(1);
  expect(writer.bufferedBytes).toBeGreaterThan(100 * 300);
  await finishWrites();
  expect(writes.length).toBe(2);
  expect(decode(Buffer.concat(writes)).length).toBe(120);
});

test('nothing follows a close frame, and a socket that fails is left alone', async () => {
  const { stream, writes } = slowStream();
  let isOpen = true;
  const closed = writerTo(stream, { isOpen: () => isOpen });
  closed.add(Buffer.from('too late'));
  isOpen = false;
  await turn();
  expect(writes).toEqual([]);

  const failing = new Writable({
    write: (_chunk, _encoding, done) => {
      done(new Error('reset'));
    },
  });
  failing.on('error', () => undefined);
  let told = 0;
  const writer = writerTo(failing, { onWritten: () => (told += 1) });
  for (let n = 0; n < 3; n += 1) {
    writer.add(Buffer.from('x'));
    await turn();
  }
  expect(told).toBe(0);
  expect(failing.errored?.message).toBe('reset');
});

test('`ws` reads what a client writes', async () => {
  const sizes = [0, 1, 2, 3, 125, 126, 1656, 65_535, 65_536, 300_000];
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new WebSocketServer({ noServer: true });
  const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [near] = (await once(server, 'connection')) as [Socket];
  const upgrade = {
    method: 'GET',
    headers: {
      ...{ upgrade: 'websocket', connection: 'Upgrade' },
      ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' },
    },
  };
  const webSocket = await new Promise<WebSocket>((resolve) => {
    sockets.handleUpgrade(upgrade as never, near, Buffer.alloc(0), resolve);
  });
  const received: number[] = [];
  webSocket.on('message', (data: Buffer, isBinary) => received.push(isBinary ? data.length : Number.NaN));
  const writer = writerTo(far);
  for (const size of sizes) writer.add(Buffer.alloc(size, 7));
  await expect.poll(() => received).toEqual(sizes);
  webSocket.terminate();
  far.destroy();
  server.close();
});
