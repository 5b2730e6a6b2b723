// One transfer: looks at what there is, makes the folders, copies the files a few at a time, asks about what is there
// already, waits while the connection is away, and ends. Which way it goes is in its TransferWay.
import { setMaxListeners } from 'node:events';
import { AppError } from '../../shared/app-error.ts';
import type {
  ConflictAnswer,
  FileConflict,
  LeftOut,
  TransferPhase,
  TransferSnapshot,
} from '../../shared/files.ts';
import type { ConnectionId, TransferId } from '../../shared/ids.ts';
import { cancelledError, onAbort, throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type ConflictReply, Conflicts } from './conflicts.ts';
import { copyPlanned } from './copy-planned.ts';
import { folderOf, makeFolders, type MadeFolders } from './make-folders.ts';
import { type NamedFile, settleName } from './settle-name.ts';
import { LastingRemote } from './lasting-remote.ts';
import { toldError, whyLeftOut } from './local-error.ts';
import { Progress } from './progress.ts';
import type { RemoteFiles } from './remote-files.ts';
import { type PlannedFile, TransferPlan } from './transfer-plan.ts';
import type { TransferWay } from './transfer-way.ts';

export interface TransferRequest {
  readonly id: TransferId;
  readonly connectionId: ConnectionId;
  readonly direction: 'up' | 'down';
  readonly title: string;
  readonly destination: string;
  readonly makeWay: (remote: LastingRemote) => TransferWay;
}

export interface TransferParts {
  /** Waits for the connection to be there; rejects when it will not come back. */
  readonly open: (signal: AbortSignal) => Promise<RemoteFiles>;
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is left out is told by name so far; beyond that only counted. */
const MAX_TOLD = 100;

export class Transfer {
  /** Settles when it has ended and nothing of it is left; never rejects. */
  readonly ended: Promise<void>;
  readonly #request: TransferRequest;
  readonly #parts: TransferParts;
  readonly #life = new AbortController();
  readonly #remote: LastingRemote;
  readonly #way: TransferWay;
  readonly #conflicts: Conflicts;
  readonly #progress: Progress;
  readonly #leftOut: LeftOut[] = [];
  #leftOutCount = 0;
  #phase: TransferPhase = { kind: 'queued' };
  /** What ended it for all of its files. */
  #fatal: unknown = null;
  #lostWith: string | null = null;
  #current: string | null = null;
  #reply: ((reply: ConflictReply) => void) | null = null;
  #begin: () => void = () => undefined;

  constructor(request: TransferRequest, parts: TransferParts) {
    this.#request = request;
    // Each question to the target listens to it.
    setMaxListeners(0, this.#life.signal);
    this.#parts = parts;
    this.#progress = new Progress(parts.clock);
    this.#remote = new LastingRemote({
      open: parts.open,
      clock: parts.clock,
      onLost: (error) => {
        this.#lostWith = error instanceof AppError ? error.message : 'The connection was lost.';
        parts.onChange();
      },
      onBack: () => {
        this.#lostWith = null;
        parts.onChange();
      },
    });
    this.#way = request.makeWay(this.#remote);
    this.#conflicts = new Conflicts((conflict) => this.#ask(conflict));
    const begun = new Promise<void>((resolve) => (this.#begin = resolve));
    this.ended = begun.then(() => this.#run());
  }

  /** Nothing happens before. */
  begin(): void {
    this.#begin();
  }

  cancel(): void {
    this.#life.abort();
    this.#begin();
  }

  get isOver(): boolean {
    return ['done', 'cancelled', 'failed'].includes(this.#phase.kind);
  }

  get isMoving(): boolean {
    return this.#phase.kind === 'moving' && this.#lostWith === null;
  }

  /** False when nothing is asked. */
  answer(answer: ConflictAnswer, forAll: boolean): boolean {
    const reply = this.#reply;
    this.#reply = null;
    reply?.({ answer, forAll });
    return reply !== null;
  }

  snapshot(): TransferSnapshot {
    const { id, connectionId, direction, title, destination } = this.#request;
    const { totalFiles, doneFiles, totalBytes, doneBytes } = this.#progress;
    const isAway = !this.isOver && this.#lostWith !== null;
    return {
      id,
      connectionId,
      direction,
      title,
      destination,
      phase: isAway ? { kind: 'waiting', reason: this.#lostWith ?? '' } : this.#phase,
      current: this.#current,
      totalFiles,
      doneFiles,
      totalBytes,
      doneBytes,
      ...(this.isMoving ? this.#progress.rate() : { bytesPerSecond: 0, remainingMs: null }),
      leftOut: [...this.#leftOut],
      leftOutCount: this.#leftOutCount,
    };
  }

  async #run(): Promise<void> {
    const { signal } = this.#life;
    try {
      throwIfAborted(signal);
      this.#enter({ kind: 'looking' });
      const plan = new TransferPlan(() => {
        this.#progress.totalFiles = plan.files.length;
        this.#progress.totalBytes = plan.bytes;
        this.#parts.onChange();
      });
      await this.#way.plan(plan, signal);
      for (const left of plan.leftOut) this.#leave(left.name, left.why);
      this.#enter({ kind: 'moving' });
      const folders = await makeFolders(plan, this.#way, signal, (to, error) => {
        this.#leave(to.join('/'), this.#whyLeftOut(error));
      });
      await copyPlanned(plan.files, (file) => this.#copy(file, folders));
      this.#enter({ kind: 'done' });
    } catch (error) {
      if (signal.aborted && this.#fatal === null) this.#enter({ kind: 'cancelled' });
      else
        this.#enter({ kind: 'failed', error: toldError(this.#fatal ?? error, 'copying', this.#parts.log) });
    } finally {
      this.#life.abort();
      this.#remote.close();
    }
  }

  async #copy(file: PlannedFile, folders: MadeFolders): Promise<void> {
    const { signal } = this.#life;
    throwIfAborted(signal);
    const folder = folderOf(folders, file.to);
    const onPosition = this.#progress.file();
    this.#current = file.to.join('/');
    try {
      if (folder !== 'none') {
        const order: NamedFile | null =
          folder === 'made' ? { file, then: 'create' } : await this.#settle(file);
        if (order !== null)
          await this.#way.copy({
            ...order,
            signal,
            onPosition: (bytes) => {
              this.#remote.moved();
              onPosition(bytes);
              this.#parts.onChange();
            },
          });
      }
    } catch (error) {
      this.#leave(file.to.join('/'), this.#whyLeftOut(error));
    }
    onPosition(file.size);
    this.#progress.doneFiles += 1;
    this.#parts.onChange();
  }

  /** One file that cannot be copied does not end the others; a full disk does: then nobody goes on. */
  #whyLeftOut(error: unknown): string {
    try {
      return whyLeftOut(error);
    } catch (fatal) {
      if (!this.#life.signal.aborted) this.#fatal = fatal;
      this.#life.abort();
      throw fatal;
    }
  }

  /** Null: it is left out. */
  #settle(file: PlannedFile): Promise<NamedFile | null> {
    const conflicts = this.#conflicts;
    const { destination } = this.#request;
    return settleName(file, { way: this.#way, conflicts, destination, signal: this.#life.signal });
  }

  #ask(conflict: FileConflict): Promise<ConflictReply> {
    return new Promise<ConflictReply>((resolve, reject) => {
      const stop = onAbort(this.#life.signal, () => {
        this.#reply = null;
        reject(cancelledError());
      });
      this.#reply = (reply) => {
        stop();
        this.#enter({ kind: 'moving' });
        resolve(reply);
      };
      this.#enter({ kind: 'asking', conflict });
    });
  }

  #leave(name: string, why: string): void {
    this.#leftOutCount += 1;
    if (this.#leftOut.length < MAX_TOLD) this.#leftOut.push({ name, why });
    this.#parts.onChange();
  }

  #enter(phase: TransferPhase): void {
    this.#phase = phase;
    this.#parts.onChange();
  }
}
