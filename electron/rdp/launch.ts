// One click to a desktop: tunnel, knock until RDP answers, certificate, password, client, connected. After that it lives
// as long as there are connections through the tunnel; when it ends, client, files and tunnel are gone.
import net from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import type { RdpEnding, RdpOptions, RdpPhase, RdpSecurity } from '../../shared/rdp.ts';
import { cancelledError, onAbort, throwIfAborted } from '../base/abort.ts';
import type { Clock, Random } from '../base/clock.ts';
import { Emitter, type Listen } from '../base/emitter.ts';
import { Scope } from '../base/scope.ts';
import type { Dial } from '../base/transport.ts';
import { FIRST_PHASE, type LaunchEvent, nextPhase } from './launch-phase.ts';
import { watchLaunch } from './launch-watch.ts';
import { type CertificatePins, checkCertificate } from './rdp-certificate.ts';
import type { RdpClient, RdpClientRequest, RdpCredentials } from './rdp-client.ts';
import type { ChosenClient } from './rdp-clients.ts';
import { waitForRdp } from './rdp-probe.ts';
import type { RdpTunnel } from './rdp-tunnel.ts';

export interface RdpLaunchOptions {
  readonly instanceId: string;
  readonly instanceName: string;
  readonly options: RdpOptions;
  /** Each rejects with AppError, and when its signal aborts. */
  readonly openTunnel: (signal: AbortSignal) => Promise<RdpTunnel>;
  readonly credentials: (signal: AbortSignal) => Promise<RdpCredentials>;
  readonly chooseClient: (signal: AbortSignal) => Promise<ChosenClient>;
  /** Asked directly before the client starts. Rejects where somebody had to agree, and did not. */
  readonly mayLaunch: (client: RdpClient, request: RdpClientRequest, signal: AbortSignal) => Promise<void>;
  /** Asked for once the way is open: whose they are may only be known then. */
  readonly pins: () => Promise<CertificatePins>;
  readonly clock: Clock;
  readonly random: Random;
}

export class RdpSession {
  readonly #options: RdpLaunchOptions;
  readonly #phases = new Emitter<RdpPhase>();
  #phase: RdpPhase = FIRST_PHASE;
  #run: { readonly scope: Scope; readonly ended: Promise<RdpEnding> };

  constructor(options: RdpLaunchOptions) {
    this.#options = options;
    this.#run = this.#begin();
  }

  get phase(): RdpPhase {
    return this.#phase;
  }

  get onPhase(): Listen<RdpPhase> {
    return this.#phases.on;
  }

  /** Settles when this run has ended and everything of it is gone. Never rejects. */
  get ended(): Promise<RdpEnding> {
    return this.#run.ended;
  }

  /** At any step; an open desktop is closed. Never rejects; safe to call twice. */
  async cancel(): Promise<void> {
    void this.#run.scope.close();
    await this.#run.ended;
  }

  /** The whole way again, credentials included: what was laid out for the last client is gone. */
  async reconnect(): Promise<void> {
    await this.cancel();
    this.#run = this.#begin();
  }

  #begin(): { scope: Scope; ended: Promise<RdpEnding> } {
    const scope = new Scope();
    this.#apply({ kind: 'begin' });
    return { scope, ended: this.#launch(scope) };
  }

  async #launch(scope: Scope): Promise<RdpEnding> {
    const { clock } = this.#options;
    const ending = await this.#steps(scope).catch((error: unknown): RdpEnding => {
      if (scope.signal.aborted) return { kind: 'cancelled' };
      const known = error instanceof AppError ? error : unforeseen(error);
      return known.code === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', error: known.toData() };
    });
    await scope.close();
    this.#apply({ kind: 'ended', at: clock.now(), ending });
    return ending;
  }

  async #steps(scope: Scope): Promise<RdpEnding> {
    const { instanceId, instanceName, options, pins, clock, random } = this.#options;
    const { signal } = scope;
    // First of all: without a client the rest is for nothing.
    const { client, found } = await this.#options.chooseClient(signal);
    throwIfAborted(signal);
    const tunnel = scope.own(await this.#options.openTunnel(signal));
    throwIfAborted(signal);
    this.#apply({ kind: 'tunnel-open' });
    const { security, certificate } = await waitForRdp({
      dial: dialLocal(tunnel),
      signal,
      clock,
      random,
      onAttempt: (attempt, problem) => {
        this.#apply({ kind: 'knock', attempt, problem });
      },
    });
    this.#apply({ kind: 'desktop-answered' });
    // Here and not left to the clients: mstsc would go on without it and show the password to whatever answers.
    if (options.networkLevelAuthentication === 'required' && security !== 'nla') throw noNla(security);
    await checkCertificate(instanceId, certificate, await pins());
    this.#apply({ kind: 'certificate-fine' });
    const credentials = await this.#options.credentials(signal);
    throwIfAborted(signal);
    this.#apply({ kind: 'password-there', client: client.name });
    const { host, port } = tunnel;
    const request = { host, port, credentials, instanceName, options, security, certificate };
    await this.#options.mayLaunch(client, request, signal);
    throwIfAborted(signal);
    const knocks = tunnel.connections.total;
    const launch = scope.own(await client.launch(found, request, signal));
    throwIfAborted(signal);
    this.#apply({ kind: 'client-started', notes: launch.notes });
    return await watchLaunch({
      launch,
      tunnel,
      knocks,
      clock,
      signal,
      onConnections: (count) => {
        this.#apply({ kind: 'connections', count, at: clock.now() });
      },
    });
  }

  #apply(event: LaunchEvent): void {
    const next = nextPhase(this.#phase, event);
    if (next === this.#phase) return;
    this.#phase = next;
    this.#phases.emit(next);
  }
}

function dialLocal({ host, port }: RdpTunnel): Dial {
  return (signal) =>
    new Promise((resolve, reject) => {
      const socket = net.connect({ host, port });
      const stopListening = onAbort(signal, () => {
        socket.destroy();
        reject(cancelledError());
      });
      socket.once('connect', () => {
        stopListening();
        resolve(socket);
      });
      socket.once('error', (error) => {
        stopListening();
        const words = 'The tunnel does not take connections.';
        reject(
          new AppError('rdp/no-answer', words, { detail: error.message, retryable: true, cause: error }),
        );
      });
    });
}

function noNla(security: RdpSecurity): AppError {
  const offers = security === 'tls' ? 'It offers TLS only.' : 'It offers only the encryption of old RDP.';
  return new AppError('rdp/no-nla', 'This desktop offers no Network Level Authentication.', {
    detail: offers,
  });
}

function unforeseen(error: unknown): AppError {
  return new AppError('internal', 'The desktop could not be opened.', {
    detail: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
