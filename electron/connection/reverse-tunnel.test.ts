// Tunnels that begin at the target, through the real engine: real sshd listens, and what connects there arrives here.
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ToHere } from '../../shared/tunnel.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { download, upload } from './fixtures/port-line.ts';
import { sandboxCloud, type SandboxCloud } from './fixtures/sandbox-cloud.ts';
import { sandboxTunnels } from './fixtures/sandbox-tunnels.ts';

const MIB = 1024 * 1024;
const bench = sandboxTunnels();
const { echo, freePort } = bench;

function reverse(target: string, to: Partial<ToHere> & { readonly port: number }, cloud?: SandboxCloud) {
  const direction: ToHere = { kind: 'to-here', listenAddress: null, listenPort: null, host: null, ...to };
  return bench.open(target, { direction }, cloud);
}

type Reversed = Awaited<ReturnType<typeof reverse>>;
const kindOf = (tunnel: Reversed) => () => tunnel.snapshot().state.kind;
const isOpen = (tunnel: Reversed): Promise<void> => expect.poll(kindOf(tunnel)).toBe('open');

/** As a program on the target does it: the sandbox's machines are this computer. */
function atTarget(tunnel: Reversed): net.Socket {
  const port = tunnel.snapshot().farAddress?.port ?? 0;
  return net.connect({ host: '127.0.0.1', port }).on('error', () => undefined);
}

function closed(socket: net.Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.resume().once('close', () => {
      resolve();
    });
  });
}

function listensAt(port: number): Promise<'yes' | 'no'> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('error', () => {
      resolve('no');
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve('yes');
    });
  });
}

describe('a port of the target that leads here', () => {
  it('carries bytes exactly, both ways at once, and counts them', async () => {
    const tunnel = await reverse(COMPANY.web, { listenPort: await freePort(), port: await echo() });
    await isOpen(tunnel);
    const sockets = [atTarget(tunnel), atTarget(tunnel), atTarget(tunnel)];
    await Promise.all(
      sockets.map(async (socket) => {
        const down = download(socket, MIB);
        const sha256 = await upload(socket, MIB);
        expect(await down).toEqual({ bytes: MIB, sha256 });
      }),
    );
    const { address, totalConnections, upBytes, downBytes, route } = tunnel.snapshot();
    expect({ address, totalConnections, upBytes, downBytes, route }).toEqual({
      address: null,
      totalConnections: 3,
      upBytes: 3 * MIB,
      downBytes: 3 * MIB,
      route: 'ssm',
    });
    for (const socket of sockets) socket.destroy();
  });

  it('the target chooses a free port and says which; switched off, nothing listens there any more', async () => {
    const tunnel = await reverse(COMPANY.web, { port: await echo() });
    expect(tunnel.snapshot().farAddress).toEqual({ host: '127.0.0.1', port: null });
    await isOpen(tunnel);
    const port = tunnel.snapshot().farAddress?.port ?? 0;
    expect(port).toBeGreaterThan(1023);
    await tunnel.stop();
    expect(tunnel.snapshot()).toMatchObject({ farAddress: null, state: { kind: 'off' } });
    await expect.poll(() => listensAt(port)).toBe('no');
  });

  it('is asked for again when the connection was lost: the same port, also where the target chose it', async () => {
    // Asked for while the server there has not noticed the loss, the port would be taken: another one is as good then.
    let noticed: () => void = () => undefined;
    let letIn = Promise.resolve();
    const cloud = sandboxCloud(bench.sandbox);
    const openLine: SandboxCloud['openLine'] = async (...asked) => {
      await letIn;
      return await cloud.openLine(...asked);
    };
    const tunnel = await reverse(COMPANY.buildRunner, { port: await echo() }, { ...cloud, openLine });
    await isOpen(tunnel);
    const { farAddress, route } = tunnel.snapshot();
    expect(route).toBe('eice');
    const first = atTarget(tunnel);
    first.write('one');
    await once(first, 'data');
    letIn = new Promise((resolve) => (noticed = resolve));
    bench.sandbox.instanceConnect.faults.cutTunnels();
    await closed(first);
    await expect.poll(kindOf(tunnel)).not.toBe('open');
    await expect.poll(() => listensAt(farAddress?.port ?? 0)).toBe('no');
    noticed();
    await isOpen(tunnel);
    expect(tunnel.snapshot().farAddress).toEqual(farAddress);
    const second = atTarget(tunnel);
    second.write('two');
    expect(((await once(second, 'data')) as [Buffer])[0].toString()).toBe('two');
    second.destroy();
  });

  it('a port that is taken there is said so, and it is given up', async () => {
    const taken = await echo();
    const tunnel = await reverse(COMPANY.web, { listenPort: taken, port: await echo() });
    await expect.poll(kindOf(tunnel)).toBe('failed');
    expect(tunnel.snapshot().state).toMatchObject({
      error: { code: 'ssh/port-taken', message: `Port ${taken} of the target is in use there.` },
    });
    await expect.poll(() => bench.sandbox.stats().sessions).toEqual([]);
  });

  it('other machines cannot connect where GatewayPorts is off: that is said instead of seeming to work', async () => {
    const port = await freePort();
    const tunnel = await reverse(COMPANY.web, {
      listenAddress: '0.0.0.0',
      listenPort: port,
      port: await echo(),
    });
    await expect.poll(kindOf(tunnel)).toBe('failed');
    expect(tunnel.snapshot().state).toMatchObject({ error: { code: 'ssh/loopback-only' } });
    await expect.poll(() => listensAt(port)).toBe('no');
  });

  it('nobody listens here: the program there is told, and the tunnel says where', async () => {
    const gone = await freePort();
    const tunnel = await reverse(COMPANY.web, { port: gone });
    await isOpen(tunnel);
    await closed(atTarget(tunnel));
    await expect
      .poll(() => tunnel.snapshot().lastError?.error.message)
      .toBe(`Nothing accepted the connection at localhost:${gone}, as seen from here.`);
    expect(tunnel.snapshot()).toMatchObject({ state: { kind: 'open' }, openConnections: 0 });
  });
});
