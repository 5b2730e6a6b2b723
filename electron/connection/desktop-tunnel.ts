// The tunnel of a desktop: port 3389 of a target behind a local port, opened before anything else is tried so that what
// stands in the way is said at once, and counted by its connections.
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import { type TargetId, tunnelIdSchema } from '../../shared/ids.ts';
import { RDP_PORT } from '../../shared/rdp.ts';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import type { TunnelSnapshot, TunnelSpec } from '../../shared/tunnel.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Clock, Random } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { Line, OpenLineRequest } from '../base/transport.ts';
import type { ConnectionCount, RdpTunnel } from '../rdp/rdp-tunnel.ts';
import type { PeerGuard } from '../tunnel/peer-guard.ts';
import type { PortOwners } from '../tunnel/port-holder.ts';
import { Tunnel } from '../tunnel/tunnel.ts';
import { explainRefusal } from './explain-refusal.ts';

export interface DesktopTunnelRequest {
  readonly clients: AwsClients;
  readonly targetId: TargetId;
  readonly name: string;
  /** The target's own loopback address: clients remember credentials and certificates by it. */
  readonly localAddress: string;
  /** By whatever route leads to its port. */
  readonly openLine: (spec: TunnelSpec, request: OpenLineRequest) => Promise<Line>;
  readonly guard: PeerGuard;
  readonly owners: PortOwners;
  /** Whenever something of it has changed. */
  readonly onSnapshot?: (snapshot: TunnelSnapshot) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Agents and endpoints answer in seconds or not at all. */
const OPEN_LIMIT_MS = 60_000;
/** A tunnel waits for these to pass; a person who has just clicked is told. */
const TOLD_AT_ONCE: readonly AppErrorCode[] = [
  'target/not-connected',
  'target/not-running',
  'target/no-route',
  'eice/limit',
];

/** Rejects with AppError when no route leads there; nothing is left then. */
export async function openDesktopTunnel(
  request: DesktopTunnelRequest,
  signal: AbortSignal,
): Promise<RdpTunnel> {
  const { clients, targetId, guard, owners, clock, random, log } = request;
  const changed = new Emitter<TunnelSnapshot>();
  const spec = specOf(request);
  const tunnel = new Tunnel({
    spec,
    openLine: (line) => request.openLine(spec, line),
    guard,
    owners,
    clock,
    random,
    log,
    onChange: () => {
      changed.emit(tunnel.snapshot());
    },
    // The state says it, and whoever opens a desktop is told by the failure.
    onCredentialsNeeded: () => undefined,
  });
  try {
    await tunnel.start();
    await whenOpen(tunnel, changed, signal, clock);
  } catch (error) {
    await tunnel.stop();
    throw error instanceof AppError ? await explainRefusal(error, targetId, clients, signal) : error;
  }
  const { address } = tunnel.snapshot();
  if (address === null) throw new AppError('internal', 'An open tunnel has no address.');
  const counts = new Emitter<ConnectionCount>();
  request.onSnapshot?.(tunnel.snapshot());
  changed.on((snapshot) => {
    counts.emit(countOf(snapshot));
    request.onSnapshot?.(snapshot);
  });
  return {
    host: address.host,
    port: address.port,
    get connections() {
      return countOf(tunnel.snapshot());
    },
    onConnections: counts.on,
    retryNow: () => {
      tunnel.retryNow();
    },
    close: () => tunnel.stop(),
  };
}

function whenOpen(
  tunnel: Tunnel,
  changed: Emitter<TunnelSnapshot>,
  signal: AbortSignal,
  clock: Clock,
): Promise<void> {
  const tooLate = (): AppError => {
    const { lastError } = tunnel.snapshot();
    if (lastError !== null) return AppError.fromData(lastError.error);
    return new AppError('connection/timeout', 'The tunnel did not open in time.', { retryable: true });
  };
  const wait = (inner: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = ({ state, lastError }: TunnelSnapshot): void => {
        if (state.kind === 'open') settle(resolve);
        else if (state.kind === 'failed' || state.kind === 'waiting-for-credentials')
          settle(() => {
            reject(AppError.fromData(state.error));
          });
        else if (lastError !== null && TOLD_AT_ONCE.includes(lastError.error.code))
          settle(() => {
            reject(AppError.fromData(lastError.error));
          });
      };
      const stopListening = changed.on(look);
      const settle = (run: () => void): void => {
        stopListening();
        run();
      };
      inner.addEventListener('abort', stopListening, { once: true });
      look(tunnel.snapshot());
    });
  return withDeadline(wait, OPEN_LIMIT_MS, signal, tooLate, clock);
}

function countOf({ openConnections, totalConnections }: TunnelSnapshot): ConnectionCount {
  return { open: openConnections, total: totalConnections };
}

function specOf({ clients, targetId, name, localAddress }: DesktopTunnelRequest): TunnelSpec {
  return {
    id: tunnelIdSchema.parse('desktop'),
    name: name.slice(0, 200),
    access: clients.access,
    targetId,
    remoteHost: null,
    remotePort: RDP_PORT,
    localAddress,
    localPort: null,
    kind: 'port',
    reach: DEFAULT_REACH,
    start: 'manually',
    session: 'at-once',
    stopWhenIdleMinutes: null,
    payloadBytes: 1_536,
  };
}
