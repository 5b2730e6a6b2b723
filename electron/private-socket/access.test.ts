// Who may use the private socket, and what happens to those who may not.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, lstat, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { addressFile, readAddress, thisPlace } from './address.ts';
import { never, useServedSocket, WISH } from './fixtures/served-socket.ts';

const app = useServedSocket();

describe('who may use it', () => {
  it('is for the user alone: folder 0700, socket and address 0600, gone at the end', async () => {
    const folder = path.join(app.dataFolder, 'private');
    const modes = async (file: string): Promise<number> => (await lstat(file)).mode & 0o777;
    expect(await modes(folder)).toBe(0o700);
    expect(await modes(path.join(folder, 'socket'))).toBe(0o600);
    expect(await modes(addressFile(app.dataFolder))).toBe(0o600);
    await app.server?.close();
    app.server = null;
    expect(await app.find()).toBeNull();
    await expect(lstat(path.join(folder, 'socket'))).rejects.toThrow();
  });

  it('turns away who cannot read the token', async () => {
    const file = addressFile(app.dataFolder);
    const address = JSON.parse(await readFile(file, 'utf8')) as { token: string };
    await writeFile(file, JSON.stringify({ ...address, token: '0'.repeat(64) }));
    await expect((await app.link()).open(WISH, () => undefined, never)).rejects.toMatchObject({
      code: 'app/refused',
    });
  });

  it('is not fooled by a replayed proof, a strange version or noise', async () => {
    const address = await readAddress(app.dataFolder, thisPlace);
    const socketPath = address?.path ?? '';
    for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), randomBytes(4_000), frame({ kind: 'hello', version: 99, nonce: 'a'.repeat(64) }), frame({ kind: 'open', proof: 'a'.repeat(64), wish: WISH })]) {
      const socket = net.connect(socketPath);
      socket.on('error', () => undefined);
      socket.write(bytes);
      socket.resume();
      await once(socket, 'close');
    } // prettier-ignore
    await expect.poll(() => app.server?.openCount).toBe(0);
  });

  it('does not use what others could have put there', async () => {
    await chmod(path.join(app.dataFolder, 'private'), 0o755);
    await expect(app.link()).rejects.toMatchObject({ code: 'app/refused' });
    await chmod(path.join(app.dataFolder, 'private'), 0o700);
    const file = addressFile(app.dataFolder);
    const text = await readFile(file);
    await rm(file);
    await writeFile(`${file}.elsewhere`, text, { mode: 0o600 });
    await symlink(`${file}.elsewhere`, file);
    await expect(app.link()).rejects.toMatchObject({ code: 'app/refused' });
  });

  it('takes the place of an app that was killed', async () => {
    const text = await readFile(addressFile(app.dataFolder));
    const socketPath = path.join(app.dataFolder, 'private', 'socket');
    await app.server?.close();
    // As kill -9 leaves it: an address, and a socket that nobody listens at.
    const orphan = net.createServer().listen(socketPath);
    await once(orphan, 'listening');
    await writeFile(addressFile(app.dataFolder), text, { mode: 0o600 });
    (orphan as unknown as { _handle: { close(): void; unref(): void } })._handle.unref();
    app.server = await app.serve();
    app.far = new PassThrough();
    const opened = await (await app.link()).open(WISH, () => undefined, never);
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
