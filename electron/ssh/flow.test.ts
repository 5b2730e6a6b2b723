import { createHash } from 'node:crypto';
import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenSshServer, type OpenSshServer } from './fixtures/open-ssh-server.ts';
import { signInAs } from './fixtures/sign-in-as.ts';
import { saying, textOf } from './fixtures/stream-text.ts';
import type { SshExec } from './ssh-exec.ts';

const MB = 1_000_000;
let server: OpenSshServer;
const { signal } = new AbortController();

beforeAll(async () => {
  server = await startOpenSshServer(['MaxSessions 20']);
});
afterAll(async () => {
  await server.close();
});

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Nothing comes any more. */
async function standsStill(socket: Socket): Promise<void> {
  for (let before = -1; before !== socket.bytesRead;) {
    before = socket.bytesRead;
    await later(500);
  }
}
/** And what came is no more than ssh2 holds: a window on the way and one in its buffer. */
async function atRest(socket: Socket): Promise<void> {
  await standsStill(socket);
  expect(socket.bytesRead).toBeLessThan(5 * MB);
}
/** Writes `count` blocks, as fast as the stream takes them. */
async function pour(exec: SshExec, block: Buffer, count: number): Promise<void> {
  for (let written = 0; written < count; written += 1)
    if (!exec.stream.write(block)) await new Promise((resolve) => exec.stream.once('drain', resolve));
  exec.stream.end();
}

test('100 MB that nobody reads stay where they are; once read they all come', async () => {
  const socket = await server.dial();
  const client = await signInAs(server, { transport: socket });
  const before = process.memoryUsage().rss;
  const exec = await client.exec(`head -c ${100 * MB} /dev/zero | tr '\\0' x`, signal);
  exec.stderr.resume();
  exec.stream.end();
  const first = (await saying(exec.stream, 'xxx')).length;
  await atRest(socket);
  let received = first;
  let peak = 0;
  exec.stream.on('data', (chunk: Buffer) => {
    received += chunk.length;
    peak = Math.max(peak, process.memoryUsage().rss - before);
  });
  exec.stream.resume();
  expect(await exec.ending).toMatchObject({ exitCode: 0 });
  expect(received).toBe(100 * MB);
  expect(client.stats.downBytes).toBe(100 * MB);
  expect(peak).toBeLessThan(80 * MB);
  await client.close();
});

test('a shell that floods waits for its reader too, and answers when it is read again', async () => {
  const socket = await server.dial();
  const client = await signInAs(server, { transport: socket });
  const shell = await client.openShell({ cols: 80, rows: 24 }, {}, signal);
  shell.stream.write('yes flood\r');
  await saying(shell.stream, 'flood\r\nflood');
  await atRest(socket);
  shell.stream.write('\u0003echo done-$((1+1))\rexit\r');
  expect(await textOf(shell.stream)).toContain('done-2');
  await client.close();
});

test('a shell has little under way, so that Ctrl+C is seen soon; a command has as much as ever', async () => {
  const socket = await server.dial();
  const client = await signInAs(server, { transport: socket });
  const underWay = async (stream: Duplex): Promise<() => number> => {
    let read = 0;
    // The first grant is ssh2's own.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      read += (chunk as Buffer).length;
      if (read > 4 * MB) break;
    }
    stream.pause();
    const before = socket.bytesRead;
    return () => socket.bytesRead - before;
  };
  const shell = await client.openShell({ cols: 80, rows: 24 }, { command: 'yes flood' }, signal);
  const ofShell = await underWay(shell.stream);
  await standsStill(socket);
  expect(ofShell()).toBeLessThan(MB);
  await shell.close();
  const command = await client.exec('yes flood', signal);
  await expect.poll(await underWay(command.stream)).toBeGreaterThan(MB);
  await client.close();
});

test('100 MB to a program that reads slowly arrive whole, and are not held here', async () => {
  const client = await signInAs(server);
  const exec = await client.exec('sleep 0.5; sha256sum', signal);
  exec.stderr.resume();
  const block = Buffer.alloc(MB, 'block');
  const before = process.memoryUsage().rss;
  const sum = createHash('sha256');
  for (let index = 0; index < 100; index += 1) sum.update(block);
  const said = textOf(exec.stream);
  await pour(exec, block, 100);
  expect(process.memoryUsage().rss - before).toBeLessThan(80 * MB);
  expect((await said).split(' ')[0]).toBe(sum.digest('hex'));
  await client.close();
});

test('a transport that takes nothing holds back every channel, not only each by its own window', async () => {
  const slow = new SlowTransport(await server.dial());
  const client = await signInAs(server, { transport: slow });
  const execs = await Promise.all(Array.from({ length: 8 }, () => client.exec('wc -c', signal)));
  slow.stand();
  const block = Buffer.alloc(65_536);
  const poured = execs.map((exec) => {
    exec.stderr.resume();
    return pour(exec, block, 40);
  });
  await later(200);
  // Eight windows of 2 MB would be 16 MB.
  expect(slow.writableLength).toBeLessThan(3 * MB);
  slow.goOn();
  await Promise.all(poured);
  for (const exec of execs) expect((await textOf(exec.stream)).trim()).toBe(String(40 * 65_536));
  await client.close();
});

test('keys that are exchanged again on the way disturb nothing, and the host key is asked about once', async () => {
  const strict = await startOpenSshServer(['RekeyLimit 2M']);
  let checks = 0;
  const client = await signInAs(strict, {
    hostKey: async () => {
      checks += 1;
      return 'accept';
    },
  });
  const exec = await client.exec('sha256sum; head -c 20000000 /dev/zero', signal);
  exec.stderr.resume();
  const sent = Buffer.alloc(MB, 'again');
  const said = textOf(exec.stream);
  await pour(exec, sent, 20);
  const sum = createHash('sha256');
  for (let index = 0; index < 20; index += 1) sum.update(sent);
  const text = await said;
  expect(text.slice(0, 64)).toBe(sum.digest('hex'));
  expect(text.length).toBe(20_000_000 + '  -\n'.length + 64);
  expect(checks).toBe(1);
  await client.close();
  await strict.close();
});

/** Passes everything on, except while it stands. */
class SlowTransport extends Duplex {
  readonly #socket: Socket;
  #held: (() => void) | null = null;
  #stands = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk) => this.push(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
  }

  stand(): void {
    this.#stands = true;
  }

  goOn(): void {
    this.#stands = false;
    this.#held?.();
  }

  override _read(): void {
    // The socket pushes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const pass = (): void => {
      this.#socket.write(chunk, () => {
        done();
      });
    };
    if (this.#stands) this.#held = pass;
    else pass();
  }

  override _final(done: () => void): void {
    this.#socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
