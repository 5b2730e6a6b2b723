// One file of a target that is open in a program here: fetched, watched, and every save brought back.
//
//   fetching -> editing <-> uploading -> waiting | asking | failed -> uploading
//   kept (a run before this one ended too early) -> uploading
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import type { EditAnswer, EditPhase, EditSnapshot } from '../../shared/edits.ts';
import type { FileVersion } from '../../shared/files.ts';
import { delay, unlessAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { settledWithin } from '../base/settled-within.ts';
import { fetchEdit } from './edit-fetch.ts';
import { type EditFolder, type EditRecord, hashOf } from './edit-record.ts';
import { nameBeside, uploadEdit } from './edit-upload.ts';
import { LastingRemote } from './lasting-remote.ts';
import { localError, toldError } from './local-error.ts';
import { OpenParts } from './part-name.ts';
import type { RemoteFiles } from './remote-files.ts';
import { watchSaves } from './save-watch.ts';

export interface EditParts {
  readonly folder: EditFolder;
  /** Its files, which others use as well. Waits for a connection to where they are, and says why it does. */
  readonly open: (signal: AbortSignal, onWait: (reason: string) => void) => Promise<RemoteFiles>;
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** What becomes of an upload while a program writes to the file, or has it away to put another one in its place. */
const OF_A_SAVE: readonly AppErrorCode[] = ['files/changed', 'files/local-not-found'];
/** Longer than a save needs to settle and to be noticed. */
const TOLD_MS = 1_500;

export class Edit {
  readonly #parts: EditParts;
  readonly #life = new AbortController();
  readonly #remote: LastingRemote;
  readonly #openParts = new OpenParts();
  #record: EditRecord;
  #phase: EditPhase;
  #stopWatching: (() => void) | null = null;
  /** What was saved and is on its way; one at a time. */
  #syncing: Promise<void> | null = null;
  #isSavedAgain = false;
  #reply: ((answer: EditAnswer) => void) | null = null;

  constructor(
    record: EditRecord,
    phase: Extract<EditPhase, { kind: 'fetching' | 'kept' }>,
    parts: EditParts,
  ) {
    this.#record = record;
    this.#phase = phase;
    this.#parts = parts;
    const wait = (reason: string): void => {
      if (this.#phase.kind === 'uploading') this.#enter({ kind: 'waiting', reason });
    };
    this.#remote = new LastingRemote({
      open: async (signal) => {
        const files = await parts.open(signal, wait);
        if (this.#phase.kind === 'waiting') this.#enter({ kind: 'uploading' });
        return files;
      },
      letGo: () => undefined,
      clock: parts.clock,
      onLost: (error) => {
        wait(error instanceof AppError ? error.message : 'The connection was lost.');
      },
      onBack: () => undefined,
    });
  }

  get file(): string {
    return this.#parts.folder.fileOf(this.#record);
  }

  snapshot(): EditSnapshot {
    const { id, place, path, uploadedAt } = this.#record;
    return { id, place, path, file: this.file, phase: this.#phase, uploadedAt };
  }

  /** From the target to the folder here. Rejects with AppError; nothing is left then. */
  async fetch(): Promise<void> {
    const { folder, log } = this.#parts;
    try {
      await folder.make(this.#record).catch((error: unknown) => {
        throw localError(error, this.file, 'written');
      });
      await this.#fetch();
      this.#enter({ kind: 'editing' });
      this.#watch();
    } catch (error) {
      await this.#end();
      await folder.putAway(this.#record, log);
      throw error;
    }
  }

  /** What was kept, or could not be uploaded, is tried again; and whatever else was saved. */
  upload(): void {
    if (this.#phase.kind === 'kept' || this.#phase.kind === 'failed') {
      this.#enter({ kind: 'uploading' });
      if (this.#stopWatching === null) this.#watch();
    }
    this.#sync();
  }

  answer(answer: EditAnswer): void {
    this.#reply?.(answer);
  }

  /** False when it holds what the target does not have, and that is not to be discarded. Then nothing has changed. */
  async stop(unsaved: 'refuse' | 'discard'): Promise<boolean> {
    const { folder, log } = this.#parts;
    if (unsaved === 'refuse' && !(await this.#isThere())) return false;
    await this.#end();
    // Thrown away is as never fetched: should it stay for now, it is not to be taken for work that is left.
    const record = unsaved === 'discard' ? { ...this.#record, there: null } : this.#record;
    await folder.putAway(record, log);
    return true;
  }

  /** The app ends: what the target does not have stays here, for the next run to tell. Never rejects. */
  async close(patienceMs: number): Promise<void> {
    const { clock, folder, log } = this.#parts;
    if (this.#syncing !== null && this.#phase.kind === 'uploading')
      await settledWithin(this.#syncing, patienceMs, clock);
    await this.#end();
    try {
      if (await this.#isThere()) await folder.putAway(this.#record, log);
    } catch (error) {
      log.warn('An edited file could not be compared with what was uploaded.', { error });
    }
  }

  async #isThere(): Promise<boolean> {
    if (this.#record.there === null) return true;
    const hash = await hashOf(this.file);
    return hash === null || hash === this.#record.there;
  }

  async #end(): Promise<void> {
    this.#life.abort();
    this.#stopWatching?.();
    await this.#syncing;
    this.#remote.close();
  }

  #watch(): void {
    const { clock, log } = this.#parts;
    const onSaved = (): void => {
      this.#sync();
    };
    this.#stopWatching = watchSaves({ file: this.file, clock, log, onSaved });
  }

  #sync(): void {
    this.#isSavedAgain = true;
    this.#syncing ??= this.#bringBack().finally(() => (this.#syncing = null));
  }

  async #bringBack(): Promise<void> {
    try {
      while (this.#isSavedAgain) {
        this.#isSavedAgain = false;
        const hash = await hashOf(this.file);
        // Only touched, or on its way from one name to another: that will be told too.
        if (hash !== null && hash !== this.#record.there) await this.#uploadSettled(hash);
      }
      this.#enter({ kind: 'editing' });
    } catch (error) {
      if (!this.#life.signal.aborted)
        this.#enter({ kind: 'failed', error: toldError(error, 'uploading', this.#parts.log) });
    }
  }

  /** A save in the middle of it is no failure: it is told in a moment, and that one is brought back. */
  async #uploadSettled(hash: string): Promise<void> {
    try {
      await this.#upload(hash);
    } catch (error) {
      if (!(error instanceof AppError) || !OF_A_SAVE.includes(error.code)) throw error;
      await delay(TOLD_MS, this.#life.signal, this.#parts.clock);
      if (!this.#isSavedAgain) throw error;
    }
  }

  async #upload(hash: string): Promise<void> {
    const { signal } = this.#life;
    let { path, base } = this.#record;
    for (;;) {
      this.#enter({ kind: 'uploading' });
      const upload = { from: this.file, to: path, base, parts: this.#openParts, signal };
      const answer = await uploadEdit(this.#remote, upload);
      if (answer.kind === 'uploaded') {
        const uploadedAt = this.#parts.clock.now();
        await this.#note({ path, base: answer.base, there: hash, uploadedAt });
        return;
      }
      const wish = await this.#ask(answer.there);
      if (wish === 'discard') {
        this.#enter({ kind: 'uploading' });
        await this.#fetch();
        return;
      }
      if (wish === 'overwrite') base = answer.there;
      else {
        path = await nameBeside(this.#remote, path, signal);
        base = null;
      }
    }
  }

  /** What is there replaces what is here. */
  async #fetch(): Promise<void> {
    const { folder } = this.#parts;
    const fetched = await fetchEdit(this.#remote, {
      ...{ from: this.#record.path, fresh: folder.freshOf(this.#record), to: this.file },
      ...{ parts: this.#openParts, signal: this.#life.signal },
      onPosition: (doneBytes, totalBytes) => {
        if (this.#phase.kind === 'fetching') this.#enter({ kind: 'fetching', doneBytes, totalBytes });
      },
    });
    // Not before it is here: while ours is, theirs must not be taken for what it stems from.
    await this.#note(fetched);
  }

  async #note(change: Partial<EditRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    try {
      await this.#parts.folder.save(this.#record);
    } catch (error) {
      throw localError(error, this.file, 'written');
    }
  }

  async #ask(there: FileVersion | null): Promise<EditAnswer> {
    const answered = new Promise<EditAnswer>((resolve) => (this.#reply = resolve));
    this.#enter({ kind: 'asking', there });
    return await unlessAborted(answered, this.#life.signal).finally(() => (this.#reply = null));
  }

  #enter(phase: EditPhase): void {
    if (this.#life.signal.aborted) return;
    this.#phase = phase;
    this.#parts.onChange();
  }
}
