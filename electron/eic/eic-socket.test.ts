// The bytes of a tunnel through an endpoint, against a WebSocket server that is written by hand: what goes out as
// frames, what comes in, and every way in which it can end.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { ManualClock } from '../base/manual-clock.ts';
import { type BareEndpoint, bareEndpoint, openEicTo } from './fixtures/bare-endpoint.ts';
import type { EicSocket } from './eic-socket.ts';
import { allowedSeconds } from './open-tunnel-error.ts';

const HOUR_MS = 3_600_000;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function endpoint(answer: Parameters<typeof bareEndpoint>[0] = 'tunnel'): Promise<BareEndpoint> {
  const made = await bareEndpoint(answer);
  closing.push(made.close);
  return made;
}

const open = async (far: BareEndpoint, more: Parameters<typeof openEicTo>[1] = {}): Promise<EicSocket> => {
  const socket = await openEicTo(far, more);
  closing.push(() => socket.destroy());
  return socket;
};

async function pair(more: Parameters<typeof open>[1] = {}) {
  const far = await endpoint();
  const near = await open(far, more);
  const [socket] = far.sockets;
  if (socket === undefined) throw new Error('no socket');
  return { near, socket, far };
}

function collect(socket: WebSocket): Buffer[] {
  const frames: Buffer[] = [];
  socket.on('message', (data: Buffer) => frames.push(data));
  return frames;
}

async function ended(near: EicSocket): Promise<unknown> {
  if (near.closed) return near.errored;
  return await new Promise((resolve) => {
    near.once('error', resolve);
    near.once('close', () => {
      resolve(null);
    });
  });
}

describe('opening', () => {
  it('asks by the endpoint’s name, whatever address stands in for it, and offers no extension', async () => {
    const { far } = await pair();
    const [request] = far.requests;
    expect(request?.url).toBe('/openTunnel?remotePort=22&X-Amz-Signature=abc');
    expect(request?.headers.host).toBe(
      'eice-1.0a1b2c3d.ec2-instance-connect-endpoint.eu-west-1.amazonaws.com',
    );
    expect(request?.headers['sec-websocket-extensions']).toBeUndefined();
    expect(request?.headers.authorization).toBeUndefined();
  });

  it.each([
    [400, 'InvalidParameter', 'The specified RemotePort is not valid.', 'eice/port-not-allowed'],
    [403, 'AccessDenied', 'User is not authorized', 'aws/access-denied'],
    [403, 'ExpiredToken', 'The token has expired', 'aws/credentials-expired'],
    [403, 'SignatureDoesNotMatch', 'no', 'aws/credentials-invalid'],
    [429, 'ConnectionLimitExceeded', 'too many', 'eice/limit'],
    [400, 'ThrottlingException', 'Rate exceeded', 'aws/throttled'],
    [404, 'ResourceNotFound', 'gone', 'eice/no-endpoint'],
    [500, 'InternalFailure', 'oops', 'eice/refused'],
  ])('HTTP %i %s is put into words, with the request id', async (status, code, message, ours) => {
    const body = JSON.stringify({ ErrorCode: code, Message: message });
    const error = await open(await endpoint({ status, body })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: ours, detail: expect.stringContaining(message) as string });
    expect((error as { detail: string }).detail).toContain('request r-1');
    expect(JSON.stringify(error)).not.toContain('X-Amz-Signature');
  });

  it.each([
    ['User x is not authorized to perform: ec2-instance-connect:OpenTunnel', 'remotePort', null],
    [
      'User x: NumericLessThanEquals ec2-instance-connect:maxTunnelDuration 900',
      'does not allow 3600 s',
      900,
    ],
    ['account 123456789012: "ec2-instance-connect:maxTunnelDuration": "600"', 'does not allow', 600],
    ['maxTunnelDuration must be sent', 'does not allow', null],
    ['maxTunnelDuration 7200', 'does not allow', null],
    ['maxTunnelDuration 0', 'does not allow', null],
  ])('a denial says which condition is meant, where AWS does: %s', async (message, words, seconds) => {
    const body = JSON.stringify({ ErrorCode: 'AccessDenied', Message: message });
    const error = await open(await endpoint({ status: 403, body })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'aws/access-denied',
      detail: expect.stringContaining(words) as string,
    });
    expect(allowedSeconds(error, 3600)).toBe(seconds);
  });

  it('an answer of somebody else’s (a proxy) is shown as it is', async () => {
    const refused = open(await endpoint({ status: 200, body: '<html>blocked</html>' }));
    await expect(refused).rejects.toMatchObject({
      code: 'eice/refused',
      message: 'The endpoint answered with HTTP 200.',
    });
  });

  it('silence ends at the deadline, and a cancel at once', async () => {
    const clock = new ManualClock();
    const far = await endpoint('silence');
    const late = open(far, { clock });
    await expect.poll(() => far.requests.length).toBe(1);
    clock.advance(10_000);
    await expect(late).rejects.toMatchObject({ code: 'eice/unreachable' });
    const controller = new AbortController();
    const cancelled = open(await endpoint('silence'), { signal: controller.signal });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('bytes', () => {
  it('go both ways exactly, in frames that AWS takes and none of them empty', async () => {
    const { near, socket } = await pair();
    const sent = randomBytes(3_000_000);
    const frames = collect(socket);
    let heard = Buffer.alloc(0);
    near.on('data', (bytes: Buffer) => (heard = Buffer.concat([heard, bytes])));
    for (let at = 0; at < sent.length; at += 300_000)
      if (!near.write(sent.subarray(at, at + 300_000))) await once(near, 'drain');
    near.write(Buffer.alloc(0));
    await expect.poll(() => frames.reduce((sum, frame) => sum + frame.length, 0)).toBe(sent.length);
    expect(hash(Buffer.concat(frames))).toBe(hash(sent));
    expect(frames.every(({ length }) => length > 0 && length <= 65_000)).toBe(true);
    socket.send(Buffer.alloc(0));
    for (let at = 0; at < sent.length; at += 65_000) socket.send(sent.subarray(at, at + 65_000));
    await expect.poll(() => heard.length).toBe(sent.length);
    expect(hash(heard)).toBe(hash(sent));
  });

  it('nobody reads: the far side is slowed down instead of our memory filled', async () => {
    const { near, socket } = await pair();
    near.once('readable', () => undefined);
    near.read(0);
    for (let count = 0; count < 1000; count += 1) socket.send(Buffer.alloc(65_000));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(near.readableLength).toBeLessThan(2 * 1024 * 1024);
    expect(socket.bufferedAmount).toBeGreaterThan(10_000_000);
    near.destroy();
  });

  it('the far side does not read: writers wait', async () => {
    const { near, socket } = await pair();
    socket.pause();
    let accepted = 0;
    while (near.write(Buffer.alloc(65_000)) && accepted < 10_000) {
      accepted += 1;
      if (accepted % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(accepted).toBeLessThan(10_000);
    expect(near.writableLength).toBeLessThan(1024 * 1024);
  });

  it('after our end the answer still arrives, once and whole', async () => {
    const { near, socket } = await pair();
    socket.once('message', () => {
      setTimeout(() => {
        socket.send('answer', { binary: true });
        socket.close(1000);
      }, 100);
    });
    let heard = '';
    near.on('data', (bytes: Buffer) => (heard += bytes.toString()));
    near.end('question');
    expect(await ended(near)).toBeNull();
    expect(heard).toBe('answer');
  });

  it('after our end and a quiet while it is closed', async () => {
    const clock = new ManualClock();
    const { near, socket } = await pair({ clock });
    const gone = once(socket, 'close');
    near.resume();
    near.end('bye');
    await once(socket, 'message');
    await new Promise((resolve) => setTimeout(resolve, 20));
    clock.advance(9_000);
    expect(near.destroyed).toBe(false);
    clock.advance(2_000);
    expect((await gone)[0]).toBe(1000);
    expect(await ended(near)).toBeNull();
  });
});

describe('the end', () => {
  it.each([
    [1011, 'Unable to connect to target', 'eice/target-unreachable'],
    [1011, 'Connection to target lost', 'eice/lost'],
  ])('closed with %i "%s"', async (code, reason, ours) => {
    const { near, socket } = await pair();
    near.resume();
    const error = ended(near);
    socket.close(code, reason);
    expect(await error).toMatchObject({ code: ours, detail: `eice-1: ${reason}` });
  });

  it('a cut is a loss, but at its time it is the endpoint’s', async () => {
    for (const [maxDurationMs, ours] of [
      [HOUR_MS, 'eice/lost'],
      [2_000, 'eice/time-limit'],
    ] as const) {
      const { near, socket } = await pair({ maxDurationMs });
      near.resume();
      const error = ended(near);
      socket.terminate();
      expect(await error).toMatchObject({ code: ours, retryable: true });
    }
  });

  it('text is not ours', async () => {
    const { near, socket } = await pair();
    near.resume();
    const error = ended(near);
    socket.send('hello');
    expect(await error).toMatchObject({ code: 'eice/refused' });
  });

  it('a normal close ends the stream without an error', async () => {
    const { near, socket } = await pair();
    near.resume();
    const end = once(near, 'end');
    socket.close(1000);
    await end;
    expect(await ended(near)).toBeNull();
  });
});

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
