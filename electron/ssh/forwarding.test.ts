import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { joinStreams } from '../base/stream-pair.ts';
import type { Transport } from '../base/transport.ts';
import { duplexPair } from './fixtures/fake-ssh-server.ts';
import { startOpenSshServer, type OpenSshServer } from './fixtures/open-ssh-server.ts';
import { signInAs } from './fixtures/sign-in-as.ts';
import { saying, textOf } from './fixtures/stream-text.ts';
import { openSshChain } from './jump.ts';
import { openSocksConnection } from './socks-server.ts';
import type { SshClient } from './ssh-client.ts';

let server: OpenSshServer;
let client: SshClient;
let echo: Server;
let echoPort: number;
const { signal } = new AbortController();

beforeAll(async () => {
  server = await startOpenSshServer();
  client = await signInAs(server);
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  echoPort = (echo.address() as AddressInfo).port;
});
afterAll(async () => {
  await client.close();
  echo.close();
  await server.close();
});

test('a dialled connection carries bytes both ways, ends when it is ended, and closes', async () => {
  const transport = await client.dial('127.0.0.1', echoPort, signal);
  transport.write('over there');
  expect(await saying(transport, 'over there')).toBe('over there');
  const closed = once(transport, 'close');
  transport.end('and back');
  expect(await textOf(transport)).toBe('and back');
  await closed;
  expect(transport.destroyed).toBe(true);
});

test('the far side ending first is an end, and the transport closes when we end too', async () => {
  const talker = createServer((socket) => socket.end('goodbye'));
  await new Promise<void>((resolve) => talker.listen(0, '127.0.0.1', resolve));
  const transport = await client.dial('127.0.0.1', (talker.address() as AddressInfo).port, signal);
  expect(await textOf(transport)).toBe('goodbye');
  const closed = once(transport, 'close');
  transport.end();
  await closed;
  talker.close();
});

test('many at once, each with its own bytes', async () => {
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const transport = await client.dial('127.0.0.1', echoPort, new AbortController().signal);
      const words = `${index}-`.repeat(20_000);
      transport.end(words);
      expect(await textOf(transport)).toBe(words);
    }),
  );
});

test('where nothing listens, and where forwarding is not allowed, are told apart', async () => {
  await expect(client.dial('127.0.0.1', 1, signal)).rejects.toMatchObject({
    code: 'tunnel/remote-refused',
    message: 'Nothing accepted the connection at 127.0.0.1:1.',
  });
  const strict = await startOpenSshServer(['AllowTcpForwarding no']);
  const other = await signInAs(strict);
  await expect(other.dial('127.0.0.1', echoPort, signal)).rejects.toMatchObject({
    code: 'ssh/forward-refused',
  });
  const listening = other.listen({ address: 'localhost', port: 0, onConnection: () => undefined }, signal);
  await expect(listening).rejects.toMatchObject({ code: 'ssh/forward-refused' });
  // Also where a port was asked for that could be in use.
  const certain = other.listen({ address: 'localhost', port: 40_001, onConnection: () => undefined }, signal);
  await expect(certain).rejects.toMatchObject({
    code: 'ssh/forward-refused',
    message: 'The target’s SSH does not let its ports lead here.',
  });
  await other.close();
  await strict.close();
});

test('a transport that was cut fails; it does not look like one that ended', async () => {
  const socket = await server.dial();
  const other = await signInAs(server, { transport: socket });
  const transport = await other.dial('127.0.0.1', echoPort, signal);
  const reading = textOf(transport);
  socket.destroy();
  await expect(reading).rejects.toMatchObject({ code: 'ssh/lost' });
  await expect(other.dial('127.0.0.1', echoPort, signal)).rejects.toMatchObject({ code: 'ssh/lost' });
});

test('a port of the target leads here, until it is closed', async () => {
  const from: string[] = [];
  const listener = await client.listen(
    {
      address: 'localhost',
      port: 0,
      onConnection: (transport, who) => {
        from.push(who);
        transport.pipe(transport);
      },
    },
    signal,
  );
  const socket = connect(listener.port, '127.0.0.1');
  socket.end('from over there');
  expect(await textOf(socket)).toBe('from over there');
  expect(from[0]).toMatch(/^127\.0\.0\.1:\d+$/);
  const taken = client.listen(
    { address: 'localhost', port: listener.port, onConnection: () => undefined },
    signal,
  );
  await expect(taken).rejects.toMatchObject({
    code: 'ssh/port-taken',
    message: `Port ${listener.port} of the target is in use there.`,
  });
  await listener.close();
  await expect
    .poll(async () => {
      const late = connect(listener.port, '127.0.0.1');
      return await once(late, 'connect').then(
        () => 'open',
        () => 'refused',
      );
    })
    .toBe('refused');
});

test('a chain leads through two machines, says where it fails, and closes in reverse', async () => {
  const second = await startOpenSshServer();
  const hop = (name: string, to: OpenSshServer) => ({
    name,
    host: '127.0.0.1',
    port: to.port,
    open: (transport: Transport) => signInAs(to, { transport }),
  });
  const chain = await openSshChain(
    () => server.dial(),
    [hop('jump-1', server), hop('ledger-db', second)],
    signal,
  );
  const exec = await chain.last.exec('echo "$SSH_CONNECTION"', signal);
  exec.stderr.resume();
  expect(await textOf(exec.stream)).toContain(` ${second.port}\n`);
  const order: string[] = [];
  chain.clients.forEach((each, index) => void each.ended.then(() => order.push(`hop ${index}`)));
  await chain.close();
  expect(order).toEqual(['hop 1', 'hop 0']);

  const [first] = (await openSshChain(() => server.dial(), [hop('jump-1', server)], signal)).clients;
  const behind = await openSshChain(
    (inner) => (first as SshClient).dial('127.0.0.1', second.port, inner),
    [hop('ledger-db', second)],
    signal,
  );
  await first?.close();
  expect(await behind.last.ended).toMatchObject({ kind: 'failed', error: { code: 'ssh/lost' } });
  await second.close();

  const broken = openSshChain(() => server.dial(), [hop('jump-1', server), hop('gone', second)], signal);
  await expect(broken).rejects.toMatchObject({
    code: 'tunnel/remote-refused',
    detail: 'At gone: Connection refused',
  });
});

test('a program’s SOCKS request is dialled from the target, and refusals reach the program', async () => {
  const ask = async (host: string, port: number): Promise<[Socket, Promise<string>]> => {
    const [program, socket] = duplexPair();
    const opened = openSocksConnection({
      socket,
      dial: (to, at, inner) => client.dial(to, at, inner),
      clock: systemClock,
      signal,
    });
    const outcome = opened.then(
      ({ transport }) => {
        joinStreams({ local: socket, remote: transport, clock: systemClock, onBytes: () => undefined });
        return 'open';
      },
      (error: { code: string }) => error.code,
    );
    program.write(Buffer.from([5, 1, 0]));
    const name = Buffer.from(host);
    program.write(Buffer.from([5, 1, 0, 3, name.length, ...name, port >> 8, port & 255]));
    return [program as Socket, outcome];
  };
  const [program, opened] = await ask('localhost', echoPort);
  expect(await opened).toBe('open');
  program.end('through');
  expect(await textOf(program)).toBe('\u0005\u0000\u0005\u0000\u0000\u0001\0\0\0\0\0\0through');
  const [refused, outcome] = await ask('localhost', 1);
  expect(await outcome).toBe('tunnel/remote-refused');
  expect((await textOf(refused)).slice(2, 4)).toBe('\u0005\u0005');
});
