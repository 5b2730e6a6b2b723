// A path from the app's end to the command line's end of the private socket, joined by a real socket.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { never, pair, useServedSocket, WISH } from './fixtures/served-socket.ts';

const app = useServedSocket();

describe('a path through the app', () => {
  it('tells what it is, and carries bytes exactly with the end of each half', async () => {
    app.far = new PassThrough();
    const steps: string[] = [];
    const opened = await (await app.link()).open(WISH, (text) => steps.push(text), never);
    expect(opened).toMatchObject({ name: 'web-1', note: 'via SSM', users: ['ec2-user'], canPush: true });
    expect(steps).toEqual(['Dialling…']);
    const bytes = randomBytes(5_000_000);
    opened.transport.end(bytes);
    const back: Buffer[] = [];
    for await (const chunk of opened.transport as AsyncIterable<Buffer>) back.push(chunk);
    expect(createHash('sha256').update(Buffer.concat(back)).digest('hex')).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
    await expect.poll(() => app.server?.openCount).toBe(0);
  });

  it('keeps the other half open after ours has ended', async () => {
    const [near, other] = pair();
    app.far = near;
    const { transport } = await (await app.link()).open(WISH, () => undefined, never);
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
    app.far = new Duplex({
      read() {
        made += 65_536;
        setImmediate(() => this.push(Buffer.alloc(65_536)));
      },
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    const { transport } = await (await app.link()).open(WISH, () => undefined, never);
    // As long as every buffer on the way fills.
    let before = -1;
    while (before !== made) {
      before = made;
      expect(before).toBeLessThan(4 * 1024 * 1024);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    transport.resume();
    await expect.poll(() => made).toBeGreaterThan(before + 5_000_000);
    transport.destroy();
  });

  it('tells why it failed, after the last byte', async () => {
    const [near, other] = pair();
    app.far = near;
    const { transport } = await (await app.link()).open(WISH, () => undefined, never);
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
    app.far = near;
    const { transport } = await (await app.link()).open(WISH, () => undefined, never);
    const failed = once(transport.resume(), 'error');
    await app.server?.close();
    app.server = null;
    expect((await failed)[0]).toMatchObject({ code: 'app/lost' });
  });

  it('passes keys and host keys to the app, with its errors', async () => {
    app.far = new PassThrough();
    const opened = await (await app.link()).open(WISH, () => undefined, never);
    await opened.push('ec2-user', 'ssh-ed25519 AAAA', never);
    expect(app.pushed).toEqual(['ec2-user ssh-ed25519 AAAA']);
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
    app.far = new PassThrough();
    let entered = false;
    let wentOn: () => void = () => undefined;
    app.opening = () => {
      entered = true;
      return new Promise((resolve) => (wentOn = resolve));
    };
    const stop = new AbortController();
    const opened = (await app.link()).open(WISH, () => undefined, stop.signal);
    await expect.poll(() => entered).toBe(true);
    stop.abort();
    await expect(opened).rejects.toMatchObject({ code: 'cancelled' });
    wentOn();
    await expect.poll(() => app.far.destroyed).toBe(true);
  });

  it('passes on why there is no path', async () => {
    app.opening = () => Promise.reject(new AppError('target/not-running', 'It is stopped.'));
    await expect((await app.link()).open(WISH, () => undefined, never)).rejects.toMatchObject({
      code: 'target/not-running',
    });
  });
});
