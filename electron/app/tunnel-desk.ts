// Saved tunnels and live ones as one thing for the window, the tray and the start of the app: what is stored decides
// what may be switched on, and every change of either goes out in one update with the next revision.
import { AppError } from '../../shared/app-error.ts';
import type { TargetId, TunnelId } from '../../shared/ids.ts';
import type {
  LocalPortCheck,
  SavedTunnel,
  TunnelDraft,
  TunnelsUpdate,
  TunnelView,
} from '../../shared/saved-tunnel.ts';
import { isSwitchedOn, type TunnelSnapshot } from '../../shared/tunnel.ts';
import { Emitter, type Listen } from '../base/emitter.ts';
import { Gathered } from '../base/gathered.ts';
import type { Log } from '../base/log.ts';
import type { SavedTunnels } from '../library/saved-tunnels.ts';
import { checkPort } from '../tunnel/check-port.ts';
import { chooseLoopbackAddress } from '../tunnel/loopback-address.ts';
import { Tunnels, type TunnelsOptions } from '../tunnel/tunnels.ts';
import { liveSpec, samePlace } from './live-spec.ts';

export interface TunnelDeskOptions extends Pick<
  TunnelsOptions,
  'openLine' | 'askForCredentials' | 'guard' | 'owners' | 'clock' | 'random'
> {
  readonly saved: SavedTunnels;
  readonly newId: () => TunnelId;
  readonly platform: NodeJS.Platform;
  readonly log: Log;
}

/** Two hundred busy tunnels must not mean two thousand events a second. */
const TELL_EVERY_MS = 100;

export class TunnelDesk {
  readonly #options: TunnelDeskOptions;
  readonly #tunnels: Tunnels;
  readonly #updates = new Emitter<TunnelsUpdate>();
  readonly #changes: Gathered<TunnelId>;
  #paused: readonly TunnelId[] = [];
  #revision = 0;
  /** A turn after the start; calls come later. */
  readonly #ready: Promise<void>;

  constructor(options: TunnelDeskOptions) {
    this.#options = options;
    this.#changes = new Gathered({
      clock: options.clock,
      everyMs: TELL_EVERY_MS,
      tell: (changed) => {
        this.#tell(changed);
      },
    });
    this.#tunnels = new Tunnels({
      ...options,
      onSnapshot: ({ id }) => {
        this.#changes.add(id);
      },
      onRemoved: (id) => {
        this.#changes.add(id);
      },
      onPortChosen: (id, port) => {
        this.#keepPort(id, port);
      },
    });
    this.#ready = this.#takeIn(options.saved.list());
  }

  readonly onUpdate: Listen<TunnelsUpdate> = (listener) => this.#updates.on(listener);

  snapshot(): TunnelsUpdate {
    return { revision: this.#revision, upserts: [...this.views()], removes: [], paused: [...this.#paused] };
  }

  views(): readonly TunnelView[] {
    const snapshots = new Map(this.#tunnels.snapshots().map((snapshot) => [snapshot.id, snapshot]));
    return this.#options.saved.list().flatMap((saved) => {
      const live = snapshots.get(saved.id);
      return live === undefined ? [] : [{ saved, live }];
    });
  }

  /** How many are switched on, whatever they wait for. */
  get liveCount(): number {
    return this.#tunnels.snapshots().filter(isSwitchedOn).length;
  }

  /** Each failure is a state of its tunnel. */
  async startAtLaunch(): Promise<void> {
    await this.#ready;
    const wanted = this.#options.saved.list().filter(({ start }) => start === 'at-launch');
    await Promise.all(wanted.map(({ id }) => this.start(id)));
  }

  /** Rejects with `tunnel/not-found` for an id that is gone, and with `library/write-failed`. */
  async save(id: TunnelId | null, draft: TunnelDraft, then: 'start' | 'leave'): Promise<TunnelId> {
    const { saved, newId, clock } = this.#options;
    const before = id === null ? null : this.find(id);
    const next: SavedTunnel = {
      ...draft,
      id: before?.id ?? newId(),
      localAddress: this.addressFor(draft.targetId),
      createdAt: before?.createdAt ?? clock.now(),
    };
    const wasOn = before !== null && this.#isOn(before.id);
    const concernsLine = before !== null && !samePlace(before, next);
    await saved.put(next);
    if (before === null || concernsLine) {
      if (wasOn) await this.#tunnels.stop(next.id);
      await this.#tunnels.put(liveSpec(next));
    }
    if (then === 'start' || (wasOn && concernsLine)) await this.start(next.id);
    // At once: whoever asked looks next.
    this.#tell([next.id]);
    return next.id;
  }

  async remove(id: TunnelId): Promise<void> {
    this.find(id);
    await this.#options.saved.remove(id);
    this.#paused = this.#paused.filter((each) => each !== id);
    await this.#tunnels.remove(id);
  }

  /** `port`: instead of the saved one. A port in use is a state, not a rejection. */
  async start(id: TunnelId, port: number | null = null): Promise<void> {
    const { localPort } = this.find(id);
    this.#paused = this.#paused.filter((each) => each !== id);
    await this.#tunnels.start(id, port ?? localPort ?? undefined);
    this.#tell([id]);
  }

  async stop(id: TunnelId): Promise<void> {
    this.find(id);
    await this.#tunnels.stop(id);
    this.#tell([id]);
  }

  /** On, or waiting for its port, to off; off, failed or not, to on. */
  async toggle(id: TunnelId): Promise<void> {
    await (this.#isOn(id) ? this.stop(id) : this.start(id));
  }

  async pauseAll(): Promise<void> {
    const paused = await this.#tunnels.pauseAll();
    this.#paused = [...new Set([...this.#paused, ...paused])];
    for (const id of paused) this.#changes.add(id);
  }

  async resumeAll(): Promise<void> {
    await Promise.all(this.#paused.map((id) => this.start(id)));
  }

  /** Somebody mended something: what was given up begins anew, what waits tries now. */
  async retry(id: TunnelId): Promise<void> {
    const { kind } = this.#snapshotOf(id).state;
    if (kind === 'failed') await this.#tunnels.stop(id);
    if (kind === 'failed' || kind === 'waiting-for-port') await this.start(id);
    else this.#tunnels.retryNow();
  }

  /** The computer woke up, or the network changed. */
  wake(): void {
    this.#tunnels.retryNow();
  }

  /** Where programs connect to; switches the tunnel on when it is off. Rejects when its port cannot be had. */
  async addressOf(id: TunnelId): Promise<{ readonly host: string; readonly port: number }> {
    if (this.find(id).direction.kind === 'to-here')
      throw new AppError('tunnel/client-failed', 'This tunnel leads here: nothing here opens it.');
    // Also one that waits for its port: it is tried at once.
    if (this.#snapshotOf(id).address === null) await this.start(id);
    const { address, state } = this.#snapshotOf(id);
    if (address !== null) return address;
    throw state.kind === 'failed' || state.kind === 'waiting-for-port'
      ? AppError.fromData(state.error)
      : new AppError('tunnel/listen-failed', 'The tunnel is off.');
  }

  async checkPort(id: TunnelId | null, targetId: TargetId, port: number): Promise<LocalPortCheck> {
    const { saved, owners } = this.#options;
    const host = this.addressFor(targetId);
    const own = id === null ? null : this.#snapshotOf(id).address;
    if (own?.host === host && own.port === port) return { address: host, use: { kind: 'free' } };
    const others = saved.list().filter((each) => each.id !== id && each.localAddress === host);
    const savedHolder = (wanted: number) =>
      others.find(({ localPort }) => localPort === wanted)?.name ?? null;
    return { address: host, use: await checkPort({ host, port, owners, savedHolder }) };
  }

  /** Leaves no port and no session. Bounded; never rejects. */
  async close(): Promise<void> {
    this.#changes.close();
    await this.#tunnels.close();
  }

  async #takeIn(list: readonly SavedTunnel[]): Promise<void> {
    await Promise.all(list.map((saved) => this.#tunnels.put(liveSpec(saved))));
  }

  /** Throws `tunnel/not-found`. */
  find(id: TunnelId): SavedTunnel {
    const tunnel = this.#options.saved.find(id);
    if (tunnel === null) throw new AppError('tunnel/not-found', 'This tunnel does not exist any more.');
    return tunnel;
  }

  #snapshotOf(id: TunnelId): TunnelSnapshot {
    const snapshot = this.#tunnels.snapshots().find((each) => each.id === id);
    if (snapshot === undefined)
      throw new AppError('tunnel/not-found', 'This tunnel does not exist any more.');
    return snapshot;
  }

  #isOn(id: TunnelId): boolean {
    return isSwitchedOn(this.#snapshotOf(id));
  }

  /** The target's own loopback address. `others`: addresses that are in use besides those of tunnels, with whose. */
  addressFor(targetId: TargetId, others: ReadonlyMap<string, TargetId> = new Map()): string {
    const list = this.#options.saved.list();
    const taken = new Map(list.map((tunnel) => [tunnel.localAddress, tunnel.targetId]));
    return chooseLoopbackAddress(targetId, new Map([...taken, ...others]), this.#options.platform);
  }

  #keepPort(id: TunnelId, port: number): void {
    const { saved, log } = this.#options;
    if (saved.find(id)?.localPort === port) return;
    saved
      .change(id, (tunnel) => ({ ...tunnel, localPort: port }))
      .then(() => {
        this.#changes.add(id);
      })
      .catch((error: unknown) => {
        log.warn('the port of a tunnel could not be stored', { tunnel: id, error });
      });
  }

  #tell(changed: readonly TunnelId[]): void {
    const views = new Map(this.views().map((view) => [view.saved.id, view]));
    this.#revision += 1;
    this.#updates.emit({
      revision: this.#revision,
      upserts: changed.flatMap((id) => views.get(id) ?? []),
      removes: changed.filter((id) => this.#options.saved.find(id) === null),
      paused: [...this.#paused],
    });
  }
}
