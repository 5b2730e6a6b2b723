// Files dragged out of the window. The system drags only files that exist, and begins while the mouse button is down:
// so they are fetched into a folder of ours first, and dragged by themselves if the button is down still, else again.
//   held --fetched--> dragging --over--> handed --again--> dragging
//   held --button up--> fetching --fetched--> ready --again--> dragging
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { DragSnapshot } from '../../shared/drags.ts';
import type { ConnectionId, DragId, TransferId } from '../../shared/ids.ts';
import { Emitter, type Listen } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { DragFolder } from './drag-folder.ts';
import { moveOut } from './move-out.ts';
import type { Transfers } from './transfers.ts';

/** The system's own drag. */
export interface DragStarter {
  /** Absolute paths of this computer, one at least. Returns when it is over, or at once where the system says nothing. */
  start(files: readonly string[]): void;
}

export interface DragWish {
  readonly connectionId: ConnectionId;
  /** Where they lie on the target. */
  readonly from: string;
  readonly title: string;
  /** Begins to fetch them into this folder, which exists. */
  readonly fetch: (folder: string) => TransferId;
}

export interface DragsParts {
  /** Where they are put; made when first needed, removed at the end. */
  readonly folder: string;
  readonly transfers: Pick<Transfers, 'whenOver' | 'cancel' | 'dismiss'>;
  readonly starter: DragStarter;
  readonly newId: () => DragId;
  readonly log: Log;
}

interface Drag {
  readonly id: DragId;
  readonly wish: DragWish;
  phase: DragSnapshot['phase'];
  transferId: TransferId | null;
}

/** Of those dragged before: who received the last one may be copying it still. */
const MAX_KEPT = 1;

/** Its files are in somebody's hands. */
const isBusy = ({ phase }: Drag): boolean => phase === 'dragging' || phase === 'saving';

export class Drags {
  readonly #parts: DragsParts;
  readonly #folder: DragFolder;
  readonly #changed = new Emitter<DragSnapshot | null>();
  readonly #kept: Drag[] = [];
  #now: Drag | null = null;
  #cleared: Promise<void> = Promise.resolve();

  constructor(parts: DragsParts) {
    this.#parts = parts;
    this.#folder = new DragFolder(parts.folder);
  }

  readonly onChange: Listen<DragSnapshot | null> = (listener) => this.#changed.on(listener);

  current(): DragSnapshot | null {
    if (this.#now === null) return null;
    const { id, phase, wish } = this.#now;
    return { id, phase, connectionId: wish.connectionId, title: wish.title };
  }

  /** Once, before anything is dragged: removes what a killed run left. Never rejects. */
  sweep(): Promise<void> {
    this.#cleared = this.#quietly(() => this.#folder.removeAll());
    return this.#cleared;
  }

  /** The button is down. Settles when they are being fetched. Rejects with AppError. */
  async begin(wish: DragWish): Promise<void> {
    if (this.#now !== null && isBusy(this.#now))
      throw new AppError('files/drag-busy', 'Other files are being dragged or saved.');
    const before = this.#now;
    const drag: Drag = { id: this.#parts.newId(), wish, phase: 'held', transferId: null };
    // At once: that the button is up may be told before the folder is there.
    this.#now = drag;
    this.#tell();
    if (before !== null) await this.#putAway(before);
    await this.#cleared;
    try {
      const folder = await this.#folder.make(drag.id);
      if (this.#now === drag) drag.transferId = wish.fetch(folder);
    } catch (error) {
      await this.#forget(drag);
      throw error;
    }
    if (drag.transferId === null) await this.#forget(drag);
    else void this.#follow(drag, drag.transferId);
  }

  released(): void {
    if (this.#now?.phase !== 'held') return;
    this.#enter(this.#now, 'fetching');
  }

  /** The button is down, on what is ready. Rejects with AppError. */
  async start(id: DragId): Promise<void> {
    const drag = this.#waiting(id);
    // At once: it is not dragged twice.
    this.#enter(drag, 'dragging');
    try {
      this.#hand(drag, await this.#folder.filesOf(id));
    } catch (error) {
      this.#enter(drag, 'ready');
      throw error;
    }
  }

  /** Moves them. Rejects with AppError; what is not moved then is ready still. */
  async save(id: DragId, to: string, signal: AbortSignal): Promise<void> {
    const drag = this.#waiting(id);
    this.#enter(drag, 'saving');
    try {
      await moveOut(await this.#folder.filesOf(id), to, signal);
    } catch (error) {
      this.#enter(drag, 'ready');
      throw error;
    }
    await this.#forget(drag);
  }

  async discard(id: DragId): Promise<void> {
    const drag = this.#now;
    if (drag?.id !== id || isBusy(drag)) return;
    this.#now = null;
    this.#tell();
    await this.#putAway(drag);
  }

  /** Dropped where they came from: there is nothing to do. */
  isBackHome(files: readonly string[], connectionId: ConnectionId, folder: string): boolean {
    return [this.#now, ...this.#kept].some((drag) => {
      if (drag?.wish.connectionId !== connectionId || drag.wish.from !== folder) return false;
      const home = this.#folder.of(drag.id);
      return files.every((file) => path.dirname(file) === home);
    });
  }

  /** When transfers have ended. Never rejects. */
  async closeAll(): Promise<void> {
    this.#now = null;
    await this.#quietly(() => this.#folder.removeAll());
  }

  async #follow(drag: Drag, transferId: TransferId): Promise<void> {
    const { transfers, log } = this.#parts;
    try {
      const over = await transfers.whenOver(transferId);
      if (this.#now !== drag) return;
      const files = over.phase.kind === 'done' ? await this.#folder.filesOf(drag.id) : [];
      // Why there are none is told in the list of transfers.
      if (files.length === 0) await this.#forget(drag);
      else {
        if (over.leftOutCount === 0) transfers.dismiss(transferId);
        if (drag.phase === 'held') this.#hand(drag, files);
        else this.#enter(drag, 'ready');
      }
    } catch (error) {
      log.error('Dragging files out failed.', { error });
      if (this.#now === drag) this.#enter(drag, 'ready');
    }
  }

  #hand(drag: Drag, files: readonly string[]): void {
    if (files.length === 0) throw new AppError('files/local-not-found', 'The files are no longer there.');
    this.#enter(drag, 'dragging');
    this.#parts.starter.start(files);
    this.#enter(drag, 'handed');
  }

  /** Throws `files/drag-busy` while it is being dragged or saved, `ipc/refused` for what is not here. */
  #waiting(id: DragId): Drag {
    const drag = this.#now;
    if (drag?.id === id && isBusy(drag))
      throw new AppError('files/drag-busy', 'These files are being dragged or saved.');
    if (drag?.id !== id || (drag.phase !== 'ready' && drag.phase !== 'handed'))
      throw new AppError('ipc/refused', 'These files are not ready to be dragged.');
    return drag;
  }

  /** Another takes its place, or nobody wants it. */
  async #putAway(drag: Drag): Promise<void> {
    if (drag.phase === 'handed') this.#kept.push(drag);
    else {
      if (drag.transferId !== null) await this.#parts.transfers.cancel(drag.transferId);
      await this.#forget(drag);
    }
    for (const old of this.#kept.splice(0, Math.max(0, this.#kept.length - MAX_KEPT)))
      await this.#forget(old);
  }

  async #forget(drag: Drag): Promise<void> {
    if (this.#now === drag) {
      this.#now = null;
      this.#tell();
    }
    await this.#quietly(() => this.#folder.remove(drag.id));
  }

  /** A receiver that has a file open keeps it there on Windows: it goes with the next sweep. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.log.warn('Files that were dragged out could not be removed.', { error });
    }
  }

  #enter(drag: Drag, phase: Drag['phase']): void {
    drag.phase = phase;
    this.#tell();
  }

  #tell(): void {
    this.#changed.emit(this.current());
  }
}
