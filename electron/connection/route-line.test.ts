// Tunnels by every route through the real engine: programs connect to a local port, whatever is underneath.
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ReachChoice } from '../../shared/route.ts';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import type { TunnelSpec } from '../../shared/tunnel.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { download, upload } from './fixtures/port-line.ts';
import { sandboxCloud, type SandboxCloud } from './fixtures/sandbox-cloud.ts';
import { sandboxTunnels } from './fixtures/sandbox-tunnels.ts';

const MIB = 1024 * 1024;
const bench = sandboxTunnels();
const { echo, freePort } = bench;

async function passesBack(socket: net.Socket, bytes: number): Promise<void> {
  const down = download(socket, bytes);
  const sha256 = await upload(socket, bytes);
  expect(await down).toEqual({ bytes, sha256 });
}

const closed = (socket: net.Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });

async function tunnelTo(
  target: string,
  port: number,
  change: Partial<TunnelSpec> = {},
  cloud?: SandboxCloud,
) {
  const tunnel = await bench.open(target, { remotePort: port, ...change }, cloud);
  const connect = (): net.Socket => {
    const { address } = tunnel.snapshot();
    if (address === null) throw new Error('the tunnel is off');
    return net.connect({ ...address, allowHalfOpen: true, noDelay: true }).on('error', () => undefined);
  };
  return { tunnel, connect };
}

describe('the line of a tunnel', () => {
  it('an agent that is online: Session Manager, without SSH', async () => {
    const { tunnel, connect } = await tunnelTo(COMPANY.web, await echo());
    const socket = connect();
    await passesBack(socket, MIB);
    expect(tunnel.snapshot()).toMatchObject({ route: 'ssm', routeNote: 'via SSM', sessionCount: 1 });
    socket.destroy();
  });

  it('only an endpoint leads there: SSH with forwarding, made by itself, byte-exact', async () => {
    const { tunnel, connect } = await tunnelTo(COMPANY.buildRunner, await echo());
    const sockets = [connect(), connect(), connect()];
    await Promise.all(sockets.map((socket) => passesBack(socket, 4 * MIB)));
    expect(tunnel.snapshot().route).toBe('eice');
    expect(tunnel.snapshot().routeNote).toMatch(/^via EICE; SSM not used: agent offline since /);
    // One sign-in carries them all.
    expect(bench.sandbox.stats().tunnels).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
  });

  it('port 22 behind an endpoint is the endpoint’s own: no key is pushed for it', async () => {
    const before = bench.sandbox.stats().calls['ec2-instance-connect:SendSSHPublicKey'] ?? 0;
    const { tunnel, connect } = await tunnelTo(COMPANY.bastionLegacy, 22);
    const socket = connect();
    expect(((await once(socket, 'data')) as [Buffer])[0].toString()).toMatch(/^SSH-2\.0-/);
    expect(tunnel.snapshot().route).toBe('eice');
    expect(bench.sandbox.stats().calls['ec2-instance-connect:SendSSHPublicKey'] ?? 0).toBe(before);
    socket.destroy();
  });

  it('an endpoint whose target does not answer is not ready, and says so', async () => {
    bench.sandbox.instanceConnect.faults.refuseTunnelTargets(1);
    const reach: ReachChoice = { ...DEFAULT_REACH, route: { kind: 'eice', endpointId: null } };
    const { tunnel, connect } = await tunnelTo(COMPANY.bastionLegacy, 22, { reach });
    const socket = connect();
    const states = new Set<string>();
    const banner = once(socket, 'data');
    await expect
      .poll(
        () => {
          states.add(tunnel.snapshot().state.kind);
          return tunnel.snapshot().lastError?.error.code;
        },
        { interval: 2 },
      )
      .toBe('eice/target-unreachable');
    expect([...states]).not.toContain('open');
    expect(((await banner) as [Buffer])[0].toString()).toMatch(/^SSH-2\.0-/);
    expect(tunnel.snapshot().state.kind).toBe('open');
    socket.destroy();
  });

  it('an endpoint that is full: the program is told, the tunnel says why, and has room again later', async () => {
    bench.sandbox.ports.set(COMPANY.bastionLegacy, null, 22, { host: '127.0.0.1', port: await echo() });
    const { tunnel, connect } = await tunnelTo(COMPANY.bastionLegacy, 22);
    const sockets = Array.from({ length: 20 }, connect);
    await Promise.all(sockets.map((socket) => passesBack(socket, 1024)));
    await closed(connect());
    expect(tunnel.snapshot().lastError?.error).toMatchObject({
      code: 'eice/limit',
      detail: expect.stringMatching(
        /carries 20 connections at once; all of them are Sallyport’s\./,
      ) as string,
    });
    expect(tunnel.snapshot().state.kind).toBe('open');
    for (const socket of sockets.splice(0)) socket.destroy();
    // The wire has no half-close: it is given up when the target has been quiet for ten seconds.
    await expect.poll(() => bench.sandbox.stats().tunnels).toEqual([]);
    const next = connect();
    await passesBack(next, 1024);
    next.destroy();
  });

  it('through a jump host', async () => {
    const port = await echo();
    const cloud = sandboxCloud(bench.sandbox);
    const via = cloud.save({ id: 'jump', target: COMPANY.jump });
    const reach: ReachChoice = { ...DEFAULT_REACH, route: { kind: 'jump', via } };
    const { tunnel, connect } = await tunnelTo(COMPANY.ledgerDb, port, { reach }, cloud);
    const socket = connect();
    await passesBack(socket, MIB);
    expect(tunnel.snapshot().route).toBe('jump');
    socket.destroy();
  });

  it('nobody listens at the port: the program is told, and the tunnel stays', async () => {
    const gone = await freePort();
    const { tunnel, connect } = await tunnelTo(COMPANY.buildRunner, gone);
    const socket = connect();
    await closed(socket);
    expect(tunnel.snapshot().lastError?.error.code).toBe('tunnel/remote-refused');
    expect(tunnel.snapshot().state.kind).toBe('open');
  });

  it('a cut endpoint is opened again for the next connection', async () => {
    const { tunnel, connect } = await tunnelTo(COMPANY.buildRunner, await echo());
    const first = connect();
    first.write('one');
    await once(first, 'data');
    bench.sandbox.instanceConnect.faults.cutTunnels();
    await closed(first);
    const second = connect();
    second.write('two');
    expect(((await once(second, 'data')) as [Buffer])[0].toString()).toBe('two');
    expect(tunnel.snapshot().state.kind).toBe('open');
    second.destroy();
  });

  it('SOCKS: programs say where they want to go, and are told when nobody is there', async () => {
    const port = await echo();
    const gone = await freePort();
    const { tunnel, connect } = await tunnelTo(COMPANY.web, 1080, { direction: { kind: 'socks' } });
    const ask = async (to: number): Promise<{ socket: net.Socket; reply: number | undefined }> => {
      const socket = connect();
      socket.write(Buffer.of(5, 1, 0));
      expect(await read(socket)).toEqual(Buffer.of(5, 0));
      const name = Buffer.from('localhost');
      socket.write(Buffer.of(5, 1, 0, 3, name.length, ...name, to >> 8, to & 0xff));
      return { socket, reply: (await read(socket))[1] };
    };
    const good = await ask(port);
    expect(good.reply).toBe(0);
    await passesBack(good.socket, MIB);
    expect((await ask(gone)).reply).toBe(5);
    expect(tunnel.snapshot()).toMatchObject({ route: 'ssm', state: { kind: 'open' } });
    good.socket.destroy();
  });
});

async function read(socket: net.Socket): Promise<Buffer> {
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes;
}
