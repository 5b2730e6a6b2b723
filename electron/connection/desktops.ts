// All live desktops of this run: the truth that the window's replica follows. Changes of a moment are one update.
import { AppError } from '../../shared/app-error.ts';
import type { DesktopSnapshot, DesktopsUpdate } from '../../shared/desktop.ts';
import type { DesktopId, TargetId } from '../../shared/ids.ts';
import { Emitter, type Listen } from '../base/emitter.ts';
import { Gathered } from '../base/gathered.ts';
import { Desktop, type DesktopParts, type DesktopRequest } from './desktop.ts';

/** Each is a program with a window of its own; beyond this something is running away. */
const MAX_DESKTOPS = 100;
/** A busy tunnel changes many times a second. */
const TELL_EVERY_MS = 100;

export interface DesktopsParts extends Omit<DesktopParts, 'memory' | 'onChange'> {
  readonly newId: () => DesktopId;
  readonly memoryOf: (request: Omit<DesktopRequest, 'id'>) => DesktopParts['memory'];
}

export class Desktops {
  readonly #parts: DesktopsParts;
  readonly #byId = new Map<DesktopId, Desktop>();
  readonly #updates = new Emitter<DesktopsUpdate>();
  readonly #changes: Gathered<DesktopId>;
  #revision = 0;

  constructor(parts: DesktopsParts) {
    this.#parts = parts;
    this.#changes = new Gathered({
      clock: parts.clock,
      everyMs: TELL_EVERY_MS,
      tell: (changed) => {
        this.#tell(changed);
      },
    });
  }

  readonly onUpdate: Listen<DesktopsUpdate> = (listener) => this.#updates.on(listener);

  /** How many are opening or open. */
  get liveCount(): number {
    return [...this.#byId.values()].filter((desktop) => desktop.isLive).length;
  }

  snapshot(): DesktopsUpdate {
    const upserts = [...this.#byId.values()].map((desktop) => desktop.snapshot());
    return { revision: this.#revision, upserts, removes: [] };
  }

  open(request: Omit<DesktopRequest, 'id'>): DesktopId {
    if (this.#byId.size >= MAX_DESKTOPS) throw new AppError('ipc/refused', 'Too many desktops are open.');
    const id = this.#parts.newId();
    const desktop = new Desktop(
      { ...request, id },
      {
        ...this.#parts,
        memory: this.#parts.memoryOf(request),
        onChange: () => {
          this.#changes.add(id);
        },
      },
    );
    this.#byId.set(id, desktop);
    this.#tell([id]);
    return id;
  }

  /** Throws `connection/not-found`. */
  get(id: DesktopId): Desktop {
    const desktop = this.#byId.get(id);
    if (desktop === undefined) throw new AppError('connection/not-found', 'This desktop is no longer there.');
    return desktop;
  }

  /** Which target has which loopback address now. */
  addresses(): ReadonlyMap<string, TargetId> {
    const entries = [...this.#byId.values()].flatMap((desktop) => {
      const { address } = desktop;
      return address === null ? [] : [[address.host, desktop.snapshot().targetId] as const];
    });
    return new Map(entries);
  }

  /** The computer woke up: dead routes are noticed now. */
  wake(): void {
    for (const desktop of this.#byId.values()) desktop.retryNow();
  }

  /** Gone for the window at once; settles when it is closed. */
  async forget(id: DesktopId): Promise<void> {
    const desktop = this.get(id);
    this.#byId.delete(id);
    this.#tell([id]);
    await desktop.close();
  }

  /** Leaves no client, no port and no session. Never rejects. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#byId.values()].map((desktop) => desktop.close()));
    this.#changes.close();
  }

  #tell(changed: readonly DesktopId[]): void {
    this.#revision += 1;
    this.#updates.emit({
      revision: this.#revision,
      upserts: changed.flatMap((id): DesktopSnapshot[] => {
        const desktop = this.#byId.get(id);
        return desktop === undefined ? [] : [desktop.snapshot()];
      }),
      removes: changed.filter((id) => !this.#byId.has(id)),
    });
  }
}
