// The way to a desktop by every route that leads to its port, against the sandbox's real one: what counts is that
// Windows' RDP answers.
import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TunnelSnapshot } from '../../shared/tunnel.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { waitForRdp } from '../rdp/rdp-probe.ts';
import type { RdpTunnel } from '../rdp/rdp-tunnel.ts';
import { ENDPOINTS } from '../sandbox/company/endpoints.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { openDesktopTunnel } from './desktop-tunnel.ts';
import { loneParts } from './fixtures/lone-parts.ts';
import { clientsOf, SQL } from './fixtures/port-line.ts';
import { openRouteLine } from './route-line.ts';

const canRun = process.platform === 'linux' && process.getuid?.() === 0;
const OPEN_TUNNEL = 'ec2-instance-connect:OpenTunnel';

describe.runIf(canRun)('the tunnel of a desktop', () => {
  let sandbox: Sandbox;
  let clients: AwsClients;
  let open: RdpTunnel | null = null;
  let seen: TunnelSnapshot | null = null;
  const signal = new AbortController().signal;

  beforeAll(async () => {
    sandbox = await startSandbox();
    clients = await clientsOf(sandbox);
  }, 60_000);
  afterEach(async () => {
    await open?.close();
    [open, seen] = [null, null];
    sandbox.faults.reset();
  });
  afterAll(async () => {
    clients.close();
    await sandbox.close();
  });

  async function openTunnel(): Promise<RdpTunnel> {
    const reach = loneParts(clients);
    const [clock, random, log] = [systemClock, Math.random, silentLog];
    open = await openDesktopTunnel(
      {
        ...{ clients, targetId: SQL, name: 'sql-report-01', localAddress: '127.80.1.7', clock, random, log },
        openLine: (spec, line) => openRouteLine(spec, clients, reach, line),
        guard: peerGuardFor(process.platform, process.getuid?.()),
        owners: portOwnersFor(process.platform),
        onSnapshot: (snapshot) => (seen = snapshot),
      },
      signal,
    );
    return open;
  }

  const answers = ({ host, port }: RdpTunnel) =>
    waitForRdp({
      dial: () => Promise.resolve(net.connect({ host, port })),
      ...{ signal, clock: systemClock, random: Math.random },
    });

  function agentIsOffline(): void {
    sandbox.faults.setAgentStatus(SQL, 'offline');
    sandbox.instanceConnect.faults.setEndpointState(ENDPOINTS.production, 'create-complete');
  }

  it('goes by Session Manager where the agent is online', async () => {
    sandbox.instanceConnect.faults.setEndpointState(ENDPOINTS.production, 'create-complete');
    expect(await answers(await openTunnel())).toMatchObject({ security: 'tls' });
    expect(seen).toMatchObject({ route: 'ssm', routeNote: 'via SSM', sessionCount: 1 });
    expect(sandbox.stats().tunnels).toEqual([]);
  }, 60_000);

  it('goes by an endpoint where the agent is offline, and says why', async () => {
    agentIsOffline();
    expect(await answers(await openTunnel())).toMatchObject({ security: 'tls' });
    expect(seen).toMatchObject({ route: 'eice', sessionCount: 0 });
    expect(seen?.routeNote).toMatch(/^via EICE; SSM not used: agent offline since /);
    await open?.close();
    await expect.poll(() => sandbox.stats().tunnels).toEqual([]);
    await expect.poll(() => sandbox.stats().sessions).toEqual([]);
  }, 60_000);

  it('goes by an endpoint where sessions are not allowed', async () => {
    agentIsOffline();
    sandbox.faults.setAgentStatus(SQL, 'online');
    sandbox.faults.denyAction('ssm:StartSession');
    expect(await answers(await openTunnel())).toMatchObject({ security: 'tls' });
    expect(seen?.routeNote).toMatch(/^via EICE; SSM not used: these credentials are not allowed/);
  }, 60_000);

  it('opens its first connection at once, for whoever comes, and does not keep it for nobody', async () => {
    agentIsOffline();
    await openTunnel();
    expect(sandbox.stats().tunnels).toMatchObject([{ endpointId: ENDPOINTS.production, port: 3389 }]);
    await expect.poll(() => sandbox.stats().tunnels).toEqual([]);
    expect(await answers(open as RdpTunnel)).toMatchObject({ security: 'tls' });
  }, 60_000);

  it('says at once what the endpoint refuses, and why no session was tried', async () => {
    agentIsOffline();
    sandbox.faults.denyAction(OPEN_TUNNEL);
    await expect(openTunnel()).rejects.toMatchObject({
      code: 'aws/access-denied',
      detail: expect.stringMatching(/SSM: agent offline since /) as string,
    });
  });

  it('without any route, says what is wrong with the agent', async () => {
    sandbox.faults.setAgentStatus(SQL, 'offline');
    await expect(openTunnel()).rejects.toMatchObject({
      code: 'target/not-connected',
      message: expect.stringMatching(/^The SSM agent of .* is offline/) as string,
      detail: expect.stringMatching(/EICE: .*\na direct connection: it needs SSH/) as string,
    });
  });
});
