// A tunnel of the product as the app makes it, to a port behind the sandbox's web-1, for the benchmarks.
import { tunnelSpecSchema } from '../shared/tunnel.ts';
import { SANDBOX_PROFILE_ID } from '../shared/profile-ids.ts';
import type { AwsClients } from '../electron/aws/clients.ts';
import { systemClock } from '../electron/base/clock.ts';
import { silentLog } from '../electron/base/log.ts';
import { WEB } from '../electron/connection/fixtures/port-line.ts';
import { openSsmLine } from '../electron/connection/ssm-line.ts';
import { portEnd } from '../electron/ssm/port-documents.ts';
import { peerGuardFor } from '../electron/tunnel/peer-guard.ts';
import { portOwnersFor } from '../electron/tunnel/port-owners.ts';
import { Tunnel } from '../electron/tunnel/tunnel.ts';

const OPEN_LIMIT_MS = 30_000;
const POLL_MS = 5;

export interface BenchTunnel {
  /** Where programs connect. */
  readonly port: number;
  readonly sessionCount: number;
  stop(): Promise<void>;
}

/** All settings are the defaults, but the session opens with the listener; resolves when it is open. */
export async function startBenchTunnel(clients: AwsClients, remotePort: number): Promise<BenchTunnel> {
  const spec = tunnelSpecSchema.parse({
    id: `bench-${Math.random().toString(36).slice(2)}`,
    name: 'bench',
    access: { profileId: SANDBOX_PROFILE_ID, region: clients.access.region },
    targetId: WEB,
    remoteHost: null,
    remotePort,
    localAddress: '127.0.0.1',
    localPort: null,
    session: 'at-once',
  });
  const tunnel = new Tunnel({
    spec,
    openLine: (request) =>
      openSsmLine(
        {
          clients,
          targetId: WEB,
          end: portEnd(null, remotePort),
          settings: { payloadBytes: spec.payloadBytes },
          clock: systemClock,
          random: Math.random,
          log: silentLog,
        },
        request,
      ),
    guard: peerGuardFor(process.platform, process.getuid?.()),
    owners: portOwnersFor(process.platform),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    onChange: () => undefined,
    onCredentialsNeeded: () => undefined,
  });
  await tunnel.start();
  const giveUpAt = Date.now() + OPEN_LIMIT_MS;
  while (tunnel.snapshot().state.kind !== 'open') {
    if (Date.now() > giveUpAt) throw new Error(`the tunnel is ${tunnel.snapshot().state.kind}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const port = tunnel.snapshot().address?.port;
  if (port === undefined) throw new Error('the tunnel has no port');
  return {
    port,
    get sessionCount() {
      return tunnel.snapshot().sessionCount;
    },
    stop: () => tunnel.stop(),
  };
}
