// All transfers of this run: the truth that the window's replica follows. A few move at a time; the others wait.
import { AppError } from '../../shared/app-error.ts';
import type { TransferSnapshot, TransfersUpdate } from '../../shared/files.ts';
import type { ConnectionId, TransferId } from '../../shared/ids.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter, type Listen } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { RemoteFiles } from './remote-files.ts';
import { Transfer, type TransferRequest } from './transfer.ts';

export interface TransfersParts {
  /** Waits for the connection to be there; rejects when it will not come back. */
  readonly open: (connectionId: ConnectionId, signal: AbortSignal) => Promise<RemoteFiles>;
  readonly newId: () => TransferId;
  readonly clock: Clock;
  readonly log: Log;
}

/** Each opens a channel of its own; sshd allows ten on a connection (MaxSessions), and the shell is one. */
const AT_ONCE = 3;
const MAX_LISTED = 200;
/** Progress is told so often; people do not read faster. */
const TELL_MS = 100;
/** Told anew while nothing comes: the rate must be seen to fall. */
const STILL_MS = 1_000;

export class Transfers {
  readonly #parts: TransfersParts;
  readonly #byId = new Map<TransferId, Transfer>();
  readonly #queue: Transfer[] = [];
  readonly #updates = new Emitter<TransfersUpdate>();
  readonly #changed = new Set<TransferId>();
  #running = 0;
  #revision = 0;
  #stopTelling: (() => void) | null = null;
  #stopWatching: (() => void) | null = null;

  constructor(parts: TransfersParts) {
    this.#parts = parts;
  }

  readonly onUpdate: Listen<TransfersUpdate> = (listener) => this.#updates.on(listener);

  get liveCount(): number {
    return [...this.#byId.values()].filter((transfer) => !transfer.isOver).length;
  }

  snapshot(): TransfersUpdate {
    const upserts = [...this.#byId.values()].map((transfer) => transfer.snapshot());
    return { revision: this.#revision, upserts, removes: [] };
  }

  start(request: Omit<TransferRequest, 'id'>): TransferId {
    if (this.#byId.size >= MAX_LISTED) throw new AppError('ipc/refused', 'Too many transfers are listed.');
    const id = this.#parts.newId();
    const { clock, log } = this.#parts;
    const transfer = new Transfer(
      { ...request, id },
      {
        open: (signal) => this.#parts.open(request.connectionId, signal),
        onChange: () => {
          this.#tell(id);
        },
        clock,
        log,
      },
    );
    this.#byId.set(id, transfer);
    this.#queue.push(transfer);
    this.#tell(id);
    this.#next();
    return id;
  }

  answer(id: TransferId, ...reply: Parameters<Transfer['answer']>): void {
    this.#byId.get(id)?.answer(...reply);
  }

  /** Settles when what had arrived of it is removed. */
  async cancel(id: TransferId): Promise<void> {
    const transfer = this.#byId.get(id);
    transfer?.cancel();
    await transfer?.ended;
  }

  /** Out of the list, when it is over. */
  dismiss(id: TransferId): void {
    if (this.#byId.get(id)?.isOver !== true) return;
    this.#byId.delete(id);
    this.#tell(id);
  }

  /** As it was in the end. Rejects with `ipc/refused` for one that is not listed. */
  async whenOver(id: TransferId): Promise<TransferSnapshot> {
    const transfer = this.#byId.get(id);
    if (transfer === undefined) throw new AppError('ipc/refused', 'This transfer is not listed.');
    await transfer.ended;
    return transfer.snapshot();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#byId.keys()].map((id) => this.cancel(id)));
    this.#stopTelling?.();
    this.#stopWatching?.();
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const transfer = this.#queue.shift();
      if (transfer === undefined) return;
      this.#running += 1;
      transfer.begin();
      void transfer.ended.then(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  #tell(id: TransferId): void {
    this.#changed.add(id);
    this.#stopTelling ??= this.#parts.clock.after(TELL_MS, () => {
      this.#stopTelling = null;
      const changed = [...this.#changed];
      this.#changed.clear();
      this.#revision += 1;
      this.#updates.emit({
        revision: this.#revision,
        upserts: changed.flatMap((each) => this.#byId.get(each)?.snapshot() ?? []),
        removes: changed.filter((each) => !this.#byId.has(each)),
      });
      this.#watchStill();
    });
  }

  #watchStill(): void {
    this.#stopWatching?.();
    const moving = [...this.#byId].filter(([, transfer]) => transfer.isMoving);
    this.#stopWatching =
      moving.length === 0
        ? null
        : this.#parts.clock.after(STILL_MS, () => {
            for (const [id] of moving) this.#tell(id);
          });
  }
}
