// The route `eice`: signs anew for every connection and opens the endpoint's socket. Joins aws/ and eic/.
import { AppError } from '../../shared/app-error.ts';
import type { AwsClients } from '../aws/clients.ts';
import { openTunnelOrigin } from '../aws/endpoint-overrides.ts';
import { presignTunnel } from '../aws/presign-tunnel.ts';
import type { Clock } from '../base/clock.ts';
import { type EicSocket, openEicSocket } from '../eic/eic-socket.ts';
import type { EndpointChoice } from '../eic/endpoint-choice.ts';
import { allowedSeconds } from '../eic/open-tunnel-error.ts';

/** Since June 2023 (fact sheet 1.14). */
const PORTS: readonly number[] = [22, 3389];
/** The most that AWS gives, and its default. */
const MAX_DURATION_SECONDS = 3600;

/** Throws `eice/port-not-allowed`. */
export function checkEndpointPort(port: number): void {
  if (!PORTS.includes(port))
    throw new AppError('eice/port-not-allowed', `An endpoint does not lead to port ${String(port)}.`);
}

/** How many connections are open through each endpoint: AWS allows 20 and does not say whose they are. */
export class EndpointDials {
  readonly #open = new Map<string, number>();
  /** Where a policy has said how long a connection may last: by AWS profile and endpoint, in seconds. */
  readonly #allowed = new Map<string, number>();

  /** Rejects with AppError: `eice/…`, `aws/…`, `cancelled`. Open means that the endpoint agreed, not the target. */
  async dial(
    clients: AwsClients,
    choice: EndpointChoice,
    port: number,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<EicSocket> {
    checkEndpointPort(port);
    const key = `${clients.access.profileId}\n${choice.endpoint.id}`;
    const seconds = this.#allowed.get(key) ?? MAX_DURATION_SECONDS;
    const dial = (duration: number): Promise<EicSocket> =>
      this.#dialOnce(clients, choice, port, duration, clock, signal);
    try {
      return await dial(seconds);
    } catch (error) {
      const allowed = allowedSeconds(error, seconds);
      if (allowed !== null) {
        const socket = await dial(allowed);
        this.#allowed.set(key, allowed);
        return socket;
      }
      if (!(error instanceof AppError && error.code === 'aws/credentials-expired')) throw error;
      // What was cached has expired early: one try with credentials that are new.
      await clients.credentials.fresh(signal);
      return await dial(seconds);
    }
  }

  async #dialOnce(
    clients: AwsClients,
    { endpoint, dnsName, privateAddress }: EndpointChoice,
    port: number,
    maxDurationSeconds: number,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<EicSocket> {
    const { id } = endpoint;
    const signedPath = await presignTunnel({
      dnsName,
      endpointId: id,
      privateAddress,
      port,
      maxDurationSeconds,
      credentials: await clients.credentials.current(signal),
      region: clients.access.region,
      now: new Date(clock.now()),
    });
    const socket = await openEicSocket({
      origin: openTunnelOrigin(clients.overrides, dnsName),
      dnsName,
      signedPath,
      endpointId: id,
      maxDurationMs: maxDurationSeconds * 1000,
      ownConnections: this.#open.get(id) ?? 0,
      network: clients.network,
      clock,
      signal,
    });
    this.#open.set(id, (this.#open.get(id) ?? 0) + 1);
    socket.once('close', () => {
      this.#open.set(id, (this.#open.get(id) ?? 1) - 1);
    });
    return socket;
  }
}
