// All edits of this run, and what an earlier one left behind: the truth that the window's replica follows.
import { posix } from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { EditAnswer, EditPlace, EditSnapshot } from '../../shared/edits.ts';
import type { EditId } from '../../shared/ids.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter, type Listen } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { Edit } from './edit.ts';
import { EditFolder, type EditRecord } from './edit-record.ts';
import { localNameProblem } from './file-name.ts';
import { localError } from './local-error.ts';
import type { RemoteFiles } from './remote-files.ts';

export interface EditsParts {
  /** Where the copies lie; made when first needed. */
  readonly folder: string;
  /** The files of a place, which others use as well. Waits for a connection there, and says why it does. */
  readonly open: (
    place: EditPlace,
    signal: AbortSignal,
    onWait: (reason: string) => void,
  ) => Promise<RemoteFiles>;
  /** In the person's program. Rejects with AppError. */
  readonly openInEditor: (file: string, signal: AbortSignal) => Promise<void>;
  /** Rejects with AppError where opening a file of this name could run it. */
  readonly checkName: (name: string) => void;
  readonly newId: () => EditId;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly log: Log;
}

const MAX_EDITS = 50;
const TELL_MS = 100;
/** A small file that is under way when the app ends still arrives. */
const CLOSE_PATIENCE_MS = 2_000;

export class Edits {
  readonly #parts: EditsParts;
  readonly #folder: EditFolder;
  readonly #byId = new Map<EditId, Edit>();
  readonly #changed = new Emitter<readonly EditSnapshot[]>();
  #stopTelling: (() => void) | null = null;
  #swept: Promise<void> = Promise.resolve();

  constructor(parts: EditsParts) {
    this.#parts = parts;
    this.#folder = new EditFolder(parts.folder);
  }

  readonly onChange: Listen<readonly EditSnapshot[]> = (listener) => this.#changed.on(listener);

  /** How many files a program here may still write to. */
  get liveCount(): number {
    return this.list().filter(({ phase }) => phase.kind !== 'kept').length;
  }

  list(): EditSnapshot[] {
    return [...this.#byId.values()].map((edit) => edit.snapshot());
  }

  /** What an earlier run has left is in it. */
  async listWhenSwept(): Promise<EditSnapshot[]> {
    await this.#swept;
    return this.list();
  }

  /** Once, before anything is edited: removes what a killed run left, and lists what only it has. Never rejects. */
  sweep(): Promise<void> {
    this.#swept = this.#sweep();
    return this.#swept;
  }

  async #sweep(): Promise<void> {
    try {
      const { kept, unreadable } = await this.#folder.sweep();
      for (const record of kept) this.#add(record, { kind: 'kept' });
      for (const folder of unreadable)
        this.#parts.log.warn('Files of an edit are kept that nothing is known about.', { folder });
      if (kept.length > 0) this.#tell();
    } catch (error) {
      this.#parts.log.warn('Edits of an earlier run could not be looked through.', { error });
    }
  }

  /** Settles when it is open in the program, or at once when it is being fetched for it. Rejects with AppError. */
  async begin(place: EditPlace, folder: string, name: string, signal: AbortSignal): Promise<void> {
    const { platform, open, newId, checkName } = this.#parts;
    const files = await open(place, signal, () => undefined);
    const path = await files.realpath(posix.join(folder, name), signal);
    const known = this.#editOf(place, path);
    if (known !== null) {
      await this.#openAgain(known, signal);
      return;
    }
    const problem = localNameProblem(name, platform);
    if (problem !== null) throw new AppError('files/name-refused', problem, { detail: name });
    checkName(name);
    if ((await files.stat(path, signal)).kind !== 'file')
      throw new AppError('files/failed', 'Only a file can be edited.', { detail: path });
    // Again, with nothing to wait for before it is added: a key that repeats asks many times at once.
    const begun = this.#editOf(place, path);
    if (begun !== null) {
      await this.#openAgain(begun, signal);
      return;
    }
    if (this.#byId.size >= MAX_EDITS)
      throw new AppError('files/too-many-edits', `${MAX_EDITS} files are being edited already.`);
    const id = newId();
    const record: EditRecord = {
      ...{ version: 1, id, place, path, name },
      ...{ base: null, there: null, uploadedAt: null },
    };
    const edit = this.#add(record, { kind: 'fetching', doneBytes: 0, totalBytes: 0 });
    this.#tell();
    try {
      await edit.fetch();
    } catch (error) {
      this.#byId.delete(id);
      this.#tell();
      throw error;
    }
    await this.#parts.openInEditor(edit.file, signal);
  }

  /** Again, in the program. Rejects with AppError, as the others do. */
  async open(id: EditId, signal: AbortSignal): Promise<void> {
    await this.#parts.openInEditor(this.fileOf(id), signal);
  }

  fileOf(id: EditId): string {
    return this.#get(id).file;
  }

  answer(id: EditId, answer: EditAnswer): void {
    this.#get(id).answer(answer);
  }

  upload(id: EditId): void {
    this.#get(id).upload();
  }

  /** Rejects with `files/unsaved-edit` when something would be lost that is not to be. */
  async stop(id: EditId, unsaved: 'refuse' | 'discard'): Promise<void> {
    const edit = this.#get(id);
    try {
      if (!(await edit.stop(unsaved)))
        throw new AppError('files/unsaved-edit', 'What was saved last is not on the instance.');
    } catch (error) {
      throw localError(error, edit.file, 'removed');
    }
    this.#byId.delete(id);
    this.#tell();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#byId.values()].map((edit) => edit.close(CLOSE_PATIENCE_MS)));
    this.#stopTelling?.();
  }

  #add(record: EditRecord, phase: ConstructorParameters<typeof Edit>[1]): Edit {
    const { clock, log, open } = this.#parts;
    const edit = new Edit(record, phase, {
      folder: this.#folder,
      open: (signal, onWait) => open(record.place, signal, onWait),
      onChange: () => {
        this.#tell();
      },
      clock,
      log,
    });
    this.#byId.set(record.id, edit);
    return edit;
  }

  /** The same file is not edited in two copies; what an earlier run has left is another matter. */
  #editOf(place: EditPlace, path: string): EditSnapshot | null {
    const isIt = (each: EditSnapshot): boolean =>
      each.path === path && isSamePlace(each.place, place) && each.phase.kind !== 'kept';
    return this.list().find(isIt) ?? null;
  }

  async #openAgain({ id, phase }: EditSnapshot, signal: AbortSignal): Promise<void> {
    // Who asked first opens it when it is here.
    if (phase.kind !== 'fetching') await this.open(id, signal);
  }

  #get(id: EditId): Edit {
    const edit = this.#byId.get(id);
    if (edit === undefined) throw new AppError('ipc/refused', 'This file is no longer being edited.');
    return edit;
  }

  #tell(): void {
    this.#stopTelling ??= this.#parts.clock.after(TELL_MS, () => {
      this.#stopTelling = null;
      this.#changed.emit(this.list());
    });
  }
}

export function isSamePlace(a: Omit<EditPlace, 'targetTitle'>, b: Omit<EditPlace, 'targetTitle'>): boolean {
  return (
    a.targetId === b.targetId &&
    a.user === b.user &&
    a.access.region === b.access.region &&
    a.access.profileId === b.access.profileId
  );
}
