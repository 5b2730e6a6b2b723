// The app's end and the command line's end of the private socket, joined by a real socket.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, lstat, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duplex, PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { targetIdSchema } from '../../shared/ids.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { SshPath } from '../base/ssh-path.ts';
import { addressFile, readAddress, thisPlace } from './address.ts';
import { type AppLink, findApp } from './client.ts';
import type { PathWish } from './messages.ts';
import { type PrivateSocket, servePrivateSocket } from './server.ts';

const never = new AbortController().signal;
const WISH: PathWish = {
  access: null,
  target: 'web-1',
  savedConnectionId: null,
  route: null,
  user: null,
  port: null,
};

let dataFolder: string;
let server: PrivateSocket | null;
let far: Duplex;
let pushed: string[];
let opening: (wish: PathWish) => Promise<void>;

beforeEach(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'sallyport-socket-'));
  pushed = [];
  opening = () => Promise.resolve();
  server = await serve();
});
afterEach(async () => {
  await server?.close();
  await rm(dataFolder, { recursive: true, force: true });
});

function serve(): Promise<PrivateSocket> {
  return servePrivateSocket({
    dataFolder,
    place: thisPlace,
    clock: systemClock,
    log: silentLog,
    openPath: async (wish, step) => {
      step('Dialling…');
      await opening(wish);
      return pathOver(far);
    },
  });
}

function pathOver(transport: Duplex): SshPath {
  return {
    transport,
    targetId: targetIdSchema.parse('i-0a1b2c3d4e5f60718'),
    name: 'web-1',
    route: 'ssm',
    note: 'via SSM',
    users: ['ec2-user'],
    identity: { kind: 'automatic' },
    canPush: true,
    cutAt: null,
    pinnedKeyTypes: ['ssh-ed25519'],
    push: (user, line) => {
      if (user === 'nobody')
        return Promise.reject(new AppError('eic/push-refused', 'No.', { detail: 'why' }));
      pushed.push(`${user} ${line}`);
      return Promise.resolve();
    },
    checkHostKey: ({ type }) =>
      Promise.resolve(type === 'ssh-rsa' ? new AppError('ssh/host-key-changed', 'Changed.') : 'accept'),
    noteSignedIn: () => Promise.resolve(),
  };
}

async function link(): Promise<AppLink> {
  const found = await findApp({ dataFolder, place: thisPlace, clock: systemClock }, never);
  if (found === null) throw new Error('no app');
  return found;
}

function echo(): Duplex {
  const through = new PassThrough();
  return through;
}

describe('a path through the app', () => {
  it('tells what it is, and carries bytes exactly with the end of each half', async () => {
    far = echo();
    const steps: string[] = [];
    const opened = await (await link()).open(WISH, (text) => steps.push(text), never);
    expect(opened).toMatchObject({ name: 'web-1', note: 'via SSM', users: ['ec2-user'], canPush: true });
    expect(steps).toEqual(['Dialling…']);
    const bytes = randomBytes(5_000_000);
    opened.transport.end(bytes);
    const back: Buffer[] = [];
    for await (const chunk of opened.transport as AsyncIterable<Buffer>) back.push(chunk);
    expect(createHash('sha256').update(Buffer.concat(back)).digest('hex')).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
    await expect.poll(() => server?.openCount).toBe(0);
  });

  it('keeps the other half open after ours has ended', async () => {
    const [near, other] = pair();
    far = near;
    const { transport } = await (await link()).open(WISH, () => undefined, never);
    transport.end('question');
    const asked: Buffer[] = [];
    await once(
      other.on('data', (chunk: Buffer) => asked.push(chunk)),
      'end',
    );
    expect(Buffer.concat(asked).toString()).toBe('question');
    setTimeout(() => other.end('answer'), 100);
    const [answer] = (await once(transport, 'data')) as [Buffer];
    expect(answer.toString()).toBe('answer');
  });

  it('stops the far side while nobody reads', async () => {
    let made = 0;
    far = new Duplex({
      read() {
        made += 65_536;
        setImmediate(() => this.push(Buffer.alloc(65_536)));
      },
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    const { transport } = await (await link()).open(WISH, () => undefined, never);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = made;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made).toBe(before);
    expect(before).toBeLessThan(4 * 1024 * 1024);
    transport.resume();
    await expect.poll(() => made).toBeGreaterThan(before + 5_000_000);
    transport.destroy();
  });

  it('tells why it failed, after the last byte', async () => {
    const [near, other] = pair();
    far = near;
    const { transport } = await (await link()).open(WISH, () => undefined, never);
    other.write('last words');
    await once(transport, 'readable');
    const failed = once(transport, 'error');
    near.destroy(new AppError('eice/time-limit', 'The hour is over.'));
    expect(String(transport.read())).toBe('last words');
    transport.resume();
    const [error] = (await failed) as [AppError];
    expect(error).toMatchObject({ code: 'eice/time-limit', message: 'The hour is over.' });
  });

  it('says app/lost when the app goes away', async () => {
    const [near] = pair();
    far = near;
    const { transport } = await (await link()).open(WISH, () => undefined, never);
    const failed = once(transport.resume(), 'error');
    await server?.close();
    server = null;
    expect((await failed)[0]).toMatchObject({ code: 'app/lost' });
  });

  it('passes keys and host keys to the app, with its errors', async () => {
    far = echo();
    const opened = await (await link()).open(WISH, () => undefined, never);
    await opened.push('ec2-user', 'ssh-ed25519 AAAA', never);
    expect(pushed).toEqual(['ec2-user ssh-ed25519 AAAA']);
    await expect(opened.push('nobody', 'ssh-ed25519 AAAA', never)).rejects.toMatchObject({
      code: 'eic/push-refused',
      detail: 'why',
    });
    const fingerprintSha256 = `SHA256:${'a'.repeat(43)}`;
    expect(await opened.checkHostKey({ type: 'ssh-ed25519', fingerprintSha256 }, never)).toBe('accept');
    expect(await opened.checkHostKey({ type: 'ssh-rsa', fingerprintSha256 }, never)).toMatchObject({
      code: 'ssh/host-key-changed',
    });
    opened.transport.destroy();
  });

  it('gives up in the app when the command line is gone', async () => {
    far = echo();
    let entered = false;
    let wentOn: () => void = () => undefined;
    opening = () => {
      entered = true;
      return new Promise((resolve) => (wentOn = resolve));
    };
    const stop = new AbortController();
    const opened = (await link()).open(WISH, () => undefined, stop.signal);
    await expect.poll(() => entered).toBe(true);
    stop.abort();
    await expect(opened).rejects.toMatchObject({ code: 'cancelled' });
    wentOn();
    await expect.poll(() => far.destroyed).toBe(true);
  });

  it('passes on why there is no path', async () => {
    opening = () => Promise.reject(new AppError('target/not-running', 'It is stopped.'));
    await expect((await link()).open(WISH, () => undefined, never)).rejects.toMatchObject({
      code: 'target/not-running',
    });
  });
});

describe('who may use it', () => {
  it('is for the user alone: folder 0700, socket and address 0600, gone at the end', async () => {
    const folder = path.join(dataFolder, 'private');
    const modes = async (file: string): Promise<number> => (await lstat(file)).mode & 0o777;
    expect(await modes(folder)).toBe(0o700);
    expect(await modes(path.join(folder, 'socket'))).toBe(0o600);
    expect(await modes(addressFile(dataFolder))).toBe(0o600);
    await server?.close();
    server = null;
    expect(await findApp({ dataFolder, place: thisPlace, clock: systemClock }, never)).toBeNull();
    await expect(lstat(path.join(folder, 'socket'))).rejects.toThrow();
  });

  it('turns away who cannot read the token', async () => {
    const file = addressFile(dataFolder);
    const address = JSON.parse(await readFile(file, 'utf8')) as { token: string };
    await writeFile(file, JSON.stringify({ ...address, token: '0'.repeat(64) }));
    await expect((await link()).open(WISH, () => undefined, never)).rejects.toMatchObject({
      code: 'app/refused',
    });
  });

  it('is not fooled by a replayed proof, a strange version or noise', async () => {
    const address = await readAddress(dataFolder, thisPlace);
    const socketPath = address?.path ?? '';
    for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), randomBytes(4_000), frame({ kind: 'hello', version: 99, nonce: 'a'.repeat(64) }), frame({ kind: 'open', proof: 'a'.repeat(64), wish: WISH })]) {
      const socket = net.connect(socketPath);
      socket.on('error', () => undefined);
      socket.write(bytes);
      socket.resume();
      await once(socket, 'close');
    } // prettier-ignore
    await expect.poll(() => server?.openCount).toBe(0);
  });

  it('does not use what others could have put there', async () => {
    await chmod(path.join(dataFolder, 'private'), 0o755);
    await expect(link()).rejects.toMatchObject({ code: 'app/refused' });
    await chmod(path.join(dataFolder, 'private'), 0o700);
    const file = addressFile(dataFolder);
    const text = await readFile(file);
    await rm(file);
    await writeFile(`${file}.elsewhere`, text, { mode: 0o600 });
    await symlink(`${file}.elsewhere`, file);
    await expect(link()).rejects.toMatchObject({ code: 'app/refused' });
  });

  it('takes the place of an app that was killed', async () => {
    const text = await readFile(addressFile(dataFolder));
    const socketPath = path.join(dataFolder, 'private', 'socket');
    await server?.close();
    // As kill -9 leaves it: an address, and a socket that nobody listens at.
    const orphan = net.createServer().listen(socketPath);
    await once(orphan, 'listening');
    await writeFile(addressFile(dataFolder), text, { mode: 0o600 });
    (orphan as unknown as { _handle: { close(): void; unref(): void } })._handle.unref();
    server = await serve();
    far = echo();
    const opened = await (await link()).open(WISH, () => undefined, never);
    expect(opened.name).toBe('web-1');
    opened.transport.destroy();
  });
});

function frame(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

/** Two ends of one line, each half ending by itself. */
function pair(): [Duplex, Duplex] {
  const ends: Duplex[] = [];
  const end = (other: number): Duplex =>
    new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        ends[other]?.push(chunk);
        done();
      },
      final: (done) => {
        ends[other]?.push(null);
        done();
      },
    });
  const [near, other] = [end(1), end(0)];
  ends.push(near, other);
  return [near, other];
}
