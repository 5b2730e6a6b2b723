// The first words of RDP against servers that answer, refuse, speak something else, or are not there yet; and the
// certificate of a TLS server whose key usage is Windows's.
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import type { Dial } from '../base/transport.ts';
import { certificateOf, checkCertificate, readableFingerprint, rememberPins } from './rdp-certificate.ts';
import { waitForRdp } from './rdp-probe.ts';
import { encodeClientHello, parseServerAnswer } from './tls-hello.ts';
import { encodeConnectionRequest, parseConnectionConfirm } from './x224.ts';

const CONFIRM = (selected: number, type = 2): Buffer =>
  Buffer.from([3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, type, 0, 8, 0, selected, 0, 0, 0]);
const BARE = Buffer.from([3, 0, 0, 11, 6, 0xd0, 0, 0, 0x12, 0x34, 0]);

let dir: string;
let key: string;
let cert: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'sallyport-probe-'));
  const [keyFile, certFile] = [path.join(dir, 'key.pem'), path.join(dir, 'cert.pem')];
  // As Windows makes them: no digital signature.
  const usage = 'keyUsage=critical,keyEncipherment,dataEncipherment';
  const request = `req -x509 -newkey rsa:2048 -nodes -keyout ${keyFile} -out ${certFile} -days 2 -subj /CN=EC2AMAZ -addext ${usage}`;
  execFileSync('openssl', request.split(' '), { stdio: 'ignore' });
  key = readFileSync(keyFile, 'utf8');
  cert = readFileSync(certFile, 'utf8');
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const servers: net.Server[] = [];
const sockets = new Set<net.Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  sockets.clear();
});

async function serve(onSocket: (socket: net.Socket, count: number) => void): Promise<Dial> {
  let count = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket, (count += 1));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return () =>
    new Promise((resolve, reject) => {
      const socket = net.connect({ host: '127.0.0.1', port });
      socket.once('connect', () => {
        resolve(socket);
      });
      socket.once('error', reject);
    });
}

const probe = (dial: Dial, more: { deadlineMs?: number; signal?: AbortSignal } = {}) =>
  waitForRdp({
    dial,
    signal: new AbortController().signal,
    clock: systemClock,
    random: () => 0.5,
    ...more,
  });

/** Answers the request, then goes on as a TLS server. */
function rdpWithTls(selected: number, options: tls.TlsOptions): (socket: net.Socket) => void {
  return (socket) => {
    socket.once('data', (request: Buffer) => {
      expect(request).toEqual(encodeConnectionRequest());
      socket.write(CONFIRM(selected));
      const secure = new tls.TLSSocket(socket, { isServer: true, key, cert, ...options });
      secure.on('error', () => undefined);
    });
  };
}

describe('waitForRdp', () => {
  it('reads security and certificate, though its key usage forbids what ECDHE needs', async () => {
    const expected = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
    for (const [selected, security] of [
      [1, 'tls'],
      [2, 'nla'],
      [8, 'nla'],
    ] as const) {
      const answer = await probe(await serve(rdpWithTls(selected, {})));
      expect(answer).toMatchObject({ security, certificate: { sha256: expected } });
    }
    const dial = await serve(rdpWithTls(1, { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }));
    expect((await probe(dial)).certificate?.sha256).toBe(expected);
  });

  it('says that a server of TLS 1.3 only shows no certificate', async () => {
    const dial = await serve(rdpWithTls(2, { minVersion: 'TLSv1.3' }));
    expect(await probe(dial)).toEqual({ security: 'nla', certificate: null });
  });

  it('takes an old server without negotiation', async () => {
    const dial = await serve((socket) => socket.once('data', () => socket.write(BARE)));
    expect(await probe(dial)).toEqual({ security: 'none', certificate: null });
  });

  it('waits while connections are accepted and closed, as through a tunnel to a Windows that boots', async () => {
    const seen: unknown[] = [];
    const dial = await serve((socket, count) => {
      if (count < 3) socket.end();
      else rdpWithTls(2, {})(socket);
    });
    const answer = await waitForRdp({
      dial,
      signal: new AbortController().signal,
      clock: systemClock,
      random: () => 1,
      onAttempt: (attempt, problem) => seen.push([attempt, problem]),
    });
    expect(answer.security).toBe('nla');
    expect(seen).toEqual([
      [1, null],
      [2, 'It closed the connection.'],
      [3, 'It closed the connection.'],
    ]);
  });

  it('gives up on something else than RDP, on refusals, on silence; and when told', async () => {
    const http = await serve((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(probe(http)).rejects.toMatchObject({
      code: 'rdp/no-answer',
      detail: 'Something answers there, but it is not RDP: “HTTP/1.1 400 Bad Request”',
    });
    const refusing = await serve((socket) => socket.once('data', () => socket.write(CONFIRM(5, 3))));
    await expect(probe(refusing, { deadlineMs: 100 })).rejects.toMatchObject({
      detail: expect.stringContaining('insists on Network Level Authentication') as string,
    });
    const closing = await serve((socket) => socket.end());
    await expect(probe(closing, { deadlineMs: 300 })).rejects.toMatchObject({ code: 'rdp/no-answer' });
    const abort = new AbortController();
    const silent = await serve(() => {
      abort.abort();
    });
    await expect(probe(silent, { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the parsers', () => {
  it('take an answer in any pieces and never throw', () => {
    const whole = CONFIRM(2);
    for (let length = 1; length < whole.length; length++)
      expect(parseConnectionConfirm(whole.subarray(0, length)).kind).toBe('incomplete');
    expect(parseConnectionConfirm(whole)).toEqual({ kind: 'confirmed', security: 'nla', bytes: 19 });
    const prefixed = (prefix: number[]) =>
      fc.uint8Array({ maxLength: 200 }).map((rest) => Buffer.from([...prefix, ...rest]));
    fc.assert(
      fc.property(fc.oneof(prefixed([]), prefixed([3, 0]), prefixed([22, 3, 3])), (bytes) => {
        parseConnectionConfirm(bytes);
        parseServerAnswer(bytes);
      }),
    );
  });

  it('find a certificate across records, in any pieces', () => {
    const der = Buffer.alloc(3000, 7);
    const list = Buffer.concat([Buffer.from([0, 11, 0xbb, 0, 11, 0xb8]), der]);
    const message = Buffer.concat([Buffer.from([11, 0, 11, 0xbe]), list]);
    const hello = Buffer.from([2, 0, 0, 2, 3, 3]);
    const all = Buffer.concat([hello, message]);
    const record = (part: Buffer) =>
      Buffer.concat([Buffer.from([22, 3, 3, part.length >> 8, part.length & 0xff]), part]);
    const wire = Buffer.concat([
      record(all.subarray(0, 5)),
      record(all.subarray(5, 900)),
      record(all.subarray(900)),
    ]);
    fc.assert(
      fc.property(fc.nat(wire.length - 1), (length) => {
        expect(parseServerAnswer(wire.subarray(0, length)).kind).toBe('incomplete');
      }),
    );
    expect(parseServerAnswer(wire)).toEqual({ kind: 'certificate', der });
    expect(parseServerAnswer(Buffer.from([21, 3, 3, 0, 2, 2, 70]))).toEqual({ kind: 'alert', code: 70 });
    expect(encodeClientHello(Buffer.alloc(32)).readUInt16BE(3)).toBe(
      encodeClientHello(Buffer.alloc(32)).length - 5,
    );
  });
});

describe('checkCertificate', () => {
  it('pins the first, takes the same, stops at another or at none', async () => {
    const pins = rememberPins();
    const first = certificateOf(Buffer.from('first'));
    const second = certificateOf(Buffer.from('second'));
    expect(first.sha256).toBe(createHash('sha256').update('first').digest('hex'));
    await checkCertificate('i-1', first, pins);
    await checkCertificate('i-1', first, pins);
    await checkCertificate('i-2', second, pins);
    for (const changed of [second, null])
      await expect(checkCertificate('i-1', changed, pins)).rejects.toMatchObject({
        code: 'rdp/certificate-changed',
        detail: expect.stringContaining(readableFingerprint(first.sha256)) as string,
      });
    await pins.forget('i-1');
    await checkCertificate('i-1', second, pins);
    expect(pins.find('i-1')).toBe(second.sha256);
  });
});
