// The launch without any program: phases in order, cancel and reconnect.
import net from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { type RdpEnding, rdpOptionsSchema, type RdpPhase } from '../../shared/rdp.ts';
import { unlessAborted } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { FIRST_PHASE, type LaunchEvent, nextPhase, phaseWords } from './launch-phase.ts';
import { RdpSession, type RdpLaunchOptions } from './launch.ts';
import { rememberPins } from './rdp-certificate.ts';
import type { ClientEnding, RdpClientRequest } from './rdp-client.ts';
import type { ConnectionCount } from './rdp-tunnel.ts';

describe('nextPhase', () => {
  const ending: RdpEnding = { kind: 'closed' };
  const events: LaunchEvent[] = [
    { kind: 'tunnel-open' },
    { kind: 'knock', attempt: 1, problem: null },
    { kind: 'knock', attempt: 2, problem: 'It closed the connection.' },
    { kind: 'desktop-answered' },
    { kind: 'certificate-fine' },
    { kind: 'password-there', client: 'FreeRDP 3' },
    { kind: 'client-started', notes: ['a note'] },
    { kind: 'connections', count: 0, at: 4 },
    { kind: 'connections', count: 1, at: 5 },
    { kind: 'connections', count: 2, at: 6 },
    { kind: 'connections', count: 0, at: 7 },
    { kind: 'connections', count: 1, at: 8 },
    { kind: 'ended', at: 9, ending },
    { kind: 'begin' },
  ];

  it('goes the whole way, each step with words of its own', () => {
    const seen: RdpPhase[] = [FIRST_PHASE];
    for (const event of events) seen.push(nextPhase(seen.at(-1) ?? FIRST_PHASE, event));
    const changes = seen.filter((phase, index) => phase !== seen[index - 1]);
    expect(changes.map(({ kind }) => kind)).toEqual([
      'opening-tunnel',
      'waiting-for-desktop',
      'waiting-for-desktop',
      'checking-certificate',
      'getting-password',
      'starting-client',
      'waiting-for-client',
      'open',
      'disconnected',
      'open',
      'ended',
      'opening-tunnel',
    ]);
    expect(new Set(changes.map(phaseWords)).size).toBe(changes.length - 2);
  });

  it('never leaves the end but by beginning again, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (sequence) => {
        let phase: RdpPhase = FIRST_PHASE;
        for (const event of sequence) {
          const next = nextPhase(phase, event);
          if (phase.kind === 'ended' && event.kind !== 'begin') expect(next).toBe(phase);
          phase = next;
        }
      }),
    );
  });
});

describe('RdpSession', () => {
  const servers: net.Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** An old server without negotiation is the shortest answer there is. */
  async function desktop(change: Partial<RdpLaunchOptions> = {}) {
    const requests: RdpClientRequest[] = [];
    const opened = { tunnels: 0, closedTunnels: 0, closedClients: 0 };
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(Buffer.from([3, 0, 0, 11, 6, 0xd0, 0, 0, 0, 0, 0])));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const counts = new Emitter<ConnectionCount>();
    const session = new RdpSession({
      instanceId: 'i-1',
      instanceName: 'one',
      options: rdpOptionsSchema.parse({}),
      openTunnel: async () => {
        opened.tunnels += 1;
        return {
          host: '127.0.0.1',
          port,
          connections: { open: 0, total: 0 },
          onConnections: counts.on,
          retryNow: () => undefined,
          close: async () => {
            opened.closedTunnels += 1;
          },
        };
      },
      credentials: async () => ({ userName: 'anna', password: null }),
      chooseClient: async () => ({
        client: {
          id: 'custom',
          name: 'Stand-in',
          passesPassword: false,
          find: () => Promise.resolve(null),
          async launch(_found, request) {
            requests.push(request);
            return {
              notes: [],
              ended: new Promise<ClientEnding>(() => undefined),
              connected: () => Promise.resolve(),
              close: async () => {
                opened.closedClients += 1;
              },
            };
          },
        },
        found: { program: '/bin/true', leadingArguments: [] },
      }),
      mayLaunch: () => Promise.resolve(),
      pins: async () => rememberPins(),
      clock: systemClock,
      random: () => 0,
      ...change,
    });
    return { session, requests, opened, counts };
  }

  it('goes to the client, and cancelled there leaves neither client nor tunnel', async () => {
    const { session, requests, opened, counts } = await desktop();
    await expect.poll(() => session.phase.kind).toBe('waiting-for-client');
    expect(requests[0]).toMatchObject({ instanceName: 'one', security: 'none', certificate: null });
    counts.emit({ open: 1, total: 1 });
    expect(session.phase.kind).toBe('open');
    await session.cancel();
    expect(opened).toEqual({ tunnels: 1, closedTunnels: 1, closedClients: 1 });
    expect(session.phase).toMatchObject({ kind: 'ended', ending: { kind: 'cancelled' } });
    expect(counts.hasListeners).toBe(false);
  });

  it('goes the whole way again to reconnect', async () => {
    const { session, requests, opened } = await desktop();
    await expect.poll(() => session.phase.kind).toBe('waiting-for-client');
    await session.reconnect();
    await expect.poll(() => session.phase.kind).toBe('waiting-for-client');
    expect(requests).toHaveLength(2);
    expect(opened).toEqual({ tunnels: 2, closedTunnels: 1, closedClients: 1 });
    await session.cancel();
  });

  it('stops at a certificate that is gone, before any password is fetched', async () => {
    const pins = rememberPins();
    await pins.pin('i-1', 'ab'.repeat(32));
    let asked = 0;
    const { session, opened } = await desktop({
      pins: async () => pins,
      credentials: async () => {
        asked += 1;
        return { userName: 'anna', password: null };
      },
    });
    expect(await session.ended).toMatchObject({ kind: 'failed', error: { code: 'rdp/certificate-changed' } });
    expect(asked).toBe(0);
    expect(opened).toEqual({ tunnels: 1, closedTunnels: 1, closedClients: 0 });
  });

  it('stops where Network Level Authentication is required and not offered, before any password is fetched', async () => {
    let asked = 0;
    const { session, requests } = await desktop({
      options: rdpOptionsSchema.parse({ networkLevelAuthentication: 'required' }),
      credentials: () => {
        asked += 1;
        return Promise.reject(new Error('asked for a password'));
      },
    });
    const ending = await session.ended;
    expect(ending).toMatchObject({ kind: 'failed', error: { code: 'rdp/no-nla' } });
    expect([asked, requests.length]).toEqual([0, 0]);
  });

  it('starts no client that somebody had to agree to and did not, and leaves no tunnel', async () => {
    const asked: unknown[] = [];
    const { session, requests, opened } = await desktop({
      options: rdpOptionsSchema.parse({ drives: true }),
      mayLaunch: (client, request) => {
        asked.push([client.id, request.options.drives]);
        return Promise.reject(new AppError('consent/refused', 'No.'));
      },
    });
    expect(await session.ended).toMatchObject({ kind: 'failed', error: { code: 'consent/refused' } });
    expect(asked).toEqual([['custom', true]]);
    expect(requests).toEqual([]);
    expect(opened).toEqual({ tunnels: 1, closedTunnels: 1, closedClients: 0 });
  });

  it('can be cancelled while somebody is asked', async () => {
    const { session, requests } = await desktop({
      mayLaunch: (_client, _request, signal) => unlessAborted(new Promise(() => undefined), signal),
    });
    await expect.poll(() => session.phase.kind).toBe('starting-client');
    await session.cancel();
    expect(session.phase).toMatchObject({ kind: 'ended', ending: { kind: 'cancelled' } });
    expect(requests).toEqual([]);
  });

  it('opens no tunnel where there is no client', async () => {
    const { session, opened } = await desktop({
      chooseClient: () => Promise.reject(new AppError('rdp/client-missing', 'none')),
    });
    expect(await session.ended).toMatchObject({ kind: 'failed', error: { code: 'rdp/client-missing' } });
    expect(opened.tunnels).toBe(0);
  });
});
