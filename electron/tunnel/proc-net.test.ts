// Linux's socket table: read as it is, and who is behind a connection.
import { spawn } from 'node:child_process';
import net from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { openListener } from './listener.ts';
import { linuxPeerGuard } from './peer-guard.ts';
import { linuxPortOwners } from './linux-port-owners.ts';
import { parseTcpTable } from './proc-net.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0 100 0 0 10 0
   1: 0101407F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0 20 4 30 10 -1
   2: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 7 0 9 1
garbage
   3: 0100007F:XXXX 00000000:0000 0A
`;

test('parses addresses, ports, states, owners; leaves out what it cannot read', () => {
  expect(parseTcpTable(TABLE)).toEqual([
    {
      localAddress: '127.0.0.1',
      localPort: 8080,
      remoteAddress: '0.0.0.0',
      remotePort: 0,
      state: 'listening',
      uid: 1000,
      inode: 4242,
    },
    {
      localAddress: '127.64.1.1',
      localPort: 54321,
      remoteAddress: '127.0.0.1',
      remotePort: 8080,
      state: 'established',
      uid: 0,
      inode: 0,
    },
    expect.objectContaining({ localAddress: '127.0.0.1', localPort: 80, uid: 7, inode: 9 }),
  ]);
});

test('another user, and a program that is gone already, are refused', async () => {
  const peer = { localAddress: '127.0.0.1', localPort: 8080, remoteAddress: '127.64.1.1', remotePort: 54321 };
  const guard = linuxPeerGuard(1000, () => Promise.resolve(parseTcpTable(TABLE)));
  expect(await guard.check(peer)).toEqual({ kind: 'refused', uid: null });
  expect(await guard.isGone(peer)).toBe(true);
  const others = linuxPeerGuard(1000, () =>
    Promise.resolve(parseTcpTable(TABLE.replace('0 0 1 0 20', '0 77 1 0 20'))),
  );
  expect(await others.check(peer)).toEqual({ kind: 'refused', uid: 0 });
  expect(await others.isGone(peer)).toBe(false);
  const broken = linuxPeerGuard(1000, () => Promise.reject(new Error('no /proc')));
  expect(await broken.check(peer)).toEqual({ kind: 'refused', uid: null });
});

describe.runIf(process.platform === 'linux')('on this system', () => {
  // The second is how Java's programs reach an IPv4 address, DBeaver among them: by a socket of IPv6.
  test.each(['127.0.0.1', '::ffff:127.0.0.1'])(
    'knows its own sockets to %s, half-closed from closed, and who holds a port',
    async (host) => {
      const server = net.createServer({ allowHalfOpen: true });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as net.AddressInfo;
      expect(await linuxPortOwners().findHolder('127.0.0.1', port)).toMatchObject({ processId: process.pid });
      const client = net.connect({ port, host, allowHalfOpen: true });
      const [socket] = (await once(server, 'connection')) as [net.Socket];
      const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
      const peer = { localAddress, localPort, remoteAddress, remotePort };
      const guard = linuxPeerGuard(process.getuid?.() ?? 0);
      const verdicts = await Promise.all(Array.from({ length: 50 }, () => guard.check(peer)));
      expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['welcome']));
      client.end();
      await once(socket.resume(), 'end');
      expect(await guard.isGone(peer)).toBe(false);
      client.destroy();
      await expect.poll(() => guard.isGone(peer)).toBe(true);
      socket.destroy();
      server.close();
    },
  );

  test.runIf(process.getuid?.() === 0)('a program of another user really is refused', async () => {
    let settle: (verdict: unknown) => void = () => undefined;
    const verdict = new Promise((resolve) => (settle = resolve));
    const opened = await openListener({
      ...{ host: '127.0.0.1', port: null, owners: linuxPortOwners(), guard: linuxPeerGuard(0) },
      onSocket: (socket) => {
        socket.destroy();
        settle('let in');
      },
      onRefused: settle,
    });
    if (opened.kind !== 'open') throw opened.error;
    const { port } = opened.listener;
    const program = `require('net').connect(${port}, '127.0.0.1').on('error', () => {}).on('close', () => {})`;
    spawn(process.execPath, ['-e', program], {
      ...{ uid: 65_534, gid: 65_534, stdio: 'ignore', cwd: '/' },
      ...{ timeout: 30_000, killSignal: 'SIGKILL' },
    });
    expect(await verdict).toBe(65_534);
    await opened.listener.close();
  });
});
