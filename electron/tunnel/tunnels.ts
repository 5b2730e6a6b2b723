// All tunnels of this run: made from their saved specs, switched on and off, told apart by id. Credentials that several
// of them miss are asked for once.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess } from '../../shared/aws.ts';
import type { AwsProfileId, TunnelId } from '../../shared/ids.ts';
import { isSwitchedOn, type TunnelSnapshot, type TunnelSpec } from '../../shared/tunnel.ts';
import type { Line, OpenLineRequest } from '../base/transport.ts';
import { ReverseTunnel } from './reverse-tunnel.ts';
import { Tunnel, type TunnelOptions } from './tunnel.ts';

export interface TunnelsOptions extends Pick<TunnelOptions, 'guard' | 'owners' | 'clock' | 'random' | 'log'> {
  readonly openLine: (spec: TunnelSpec, request: OpenLineRequest) => Promise<Line>;
  /** Asks the user to sign in; rejects when that did not work out. */
  readonly askForCredentials: (access: AwsAccess, error: AppError, signal: AbortSignal) => Promise<void>;
  /** At most ten times a second and tunnel. */
  readonly onSnapshot: (snapshot: TunnelSnapshot) => void;
  readonly onRemoved: (id: TunnelId) => void;
  /** A tunnel without a port got one: to be saved, so that it stays. */
  readonly onPortChosen: (id: TunnelId, port: number) => void;
}

const TELL_EVERY_MS = 100;

interface Entry {
  readonly tunnel: Tunnel | ReverseTunnel;
  stopTelling: (() => void) | null;
}

/** By who listens: this computer, or the target. */
export function makeTunnel(options: TunnelOptions): Tunnel | ReverseTunnel {
  const { direction } = options.spec;
  return direction.kind === 'to-here' ? new ReverseTunnel(options, direction) : new Tunnel(options);
}

export class Tunnels {
  readonly #options: TunnelsOptions;
  readonly #entries = new Map<TunnelId, Entry>();
  readonly #life = new AbortController();
  /** By AWS profile: signing in serves all its regions. */
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: TunnelsOptions) {
    this.#options = options;
  }

  /** Takes in a new or changed spec. A tunnel that is on goes on with the new one: its connections are cut. */
  async put(spec: TunnelSpec): Promise<void> {
    const before = this.#entries.get(spec.id)?.tunnel ?? null;
    if (before !== null && JSON.stringify(before.spec) === JSON.stringify(spec)) return;
    const wasOn = before !== null && isSwitchedOn(before.snapshot());
    await before?.stop();
    this.#entries.get(spec.id)?.stopTelling?.();
    const entry: Entry = {
      stopTelling: null,
      tunnel: makeTunnel({
        ...this.#options,
        spec,
        openLine: (request) => this.#options.openLine(spec, request),
        onChange: () => {
          this.#tell(entry);
        },
        onListening: (port) => {
          if (port !== spec.localPort) this.#options.onPortChosen(spec.id, port);
        },
        onCredentialsNeeded: (error) => {
          this.#ask(spec.access, error);
        },
      }),
    };
    this.#entries.set(spec.id, entry);
    if (wasOn) await this.start(spec.id);
    else this.#tell(entry);
  }

  async remove(id: TunnelId): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    await entry.tunnel.stop();
    entry.stopTelling?.();
    this.#entries.delete(id);
    this.#options.onRemoved(id);
  }

  /** `port`: instead of the saved one, when that is in use. Rejects with `tunnel/not-found` only. */
  async start(id: TunnelId, port?: number): Promise<void> {
    const { tunnel } = this.#find(id);
    await tunnel.start(port ?? tunnel.spec.localPort);
  }

  async stop(id: TunnelId): Promise<void> {
    await this.#find(id).tunnel.stop();
  }

  /** Switches all off, also those that wait for their port; answers which ones were on, so that they can be switched on again. */
  async pauseAll(): Promise<TunnelId[]> {
    const on = [...this.#entries.values()].filter(({ tunnel }) => isSwitchedOn(tunnel.snapshot()));
    await Promise.all(on.map(({ tunnel }) => tunnel.stop()));
    return on.map(({ tunnel }) => tunnel.spec.id);
  }

  /** The computer woke up, the network changed. */
  retryNow(): void {
    for (const { tunnel } of this.#entries.values()) tunnel.retryNow();
  }

  snapshots(): TunnelSnapshot[] {
    return [...this.#entries.values()].map(({ tunnel }) => tunnel.snapshot());
  }

  /** Leaves no port and no session. Bounded; never rejects. */
  async close(): Promise<void> {
    this.#life.abort();
    await this.pauseAll();
    for (const entry of this.#entries.values()) entry.stopTelling?.();
    this.#entries.clear();
  }

  #find(id: TunnelId): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new AppError('tunnel/not-found', 'This tunnel does not exist any more.');
    return entry;
  }

  #tell(entry: Entry): void {
    if (this.#life.signal.aborted) return;
    entry.stopTelling ??= this.#options.clock.after(TELL_EVERY_MS, () => {
      entry.stopTelling = null;
      this.#options.onSnapshot(entry.tunnel.snapshot());
    });
  }

  #ask(access: AwsAccess, error: AppError): void {
    const { profileId } = access;
    if (this.#asking.has(profileId)) return;
    const asking = this.#options.askForCredentials(access, error, this.#life.signal).then(
      () => {
        for (const tunnel of this.#with(profileId)) tunnel.retryNow();
      },
      (problem: unknown) => {
        // The tunnels show that they wait; they look again by themselves.
        this.#options.log.info('Credentials were asked for in vain.', { problem });
        const failure = signInFailure(problem);
        if (failure !== null) for (const tunnel of this.#with(profileId)) tunnel.signInFailed(failure);
      },
    );
    this.#asking.set(profileId, asking);
    void asking.finally(() => this.#asking.delete(profileId));
  }

  #with(profileId: AwsProfileId): (Tunnel | ReverseTunnel)[] {
    const all = [...this.#entries.values()].map(({ tunnel }) => tunnel);
    return all.filter(({ spec }) => spec.access.profileId === profileId);
  }
}

/** Null where a person put it off: that needs no words. */
function signInFailure(problem: unknown): AppError | null {
  if (!(problem instanceof AppError)) return null;
  const { code, message, detail } = problem;
  if (code === 'cancelled' || code === 'prompt/expired') return null;
  // Whatever stood in the way, signing in is still what helps.
  return new AppError('aws/sign-in-refused', message, { detail, retryable: true, cause: problem });
}
