// What is written beside an edited file, so that a later run knows where it belongs and whether it got there.
//   <folder of edits>/<id>/edit.json
//   <folder of edits>/<id>/file/<its name>
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { editPlaceSchema } from '../../shared/edits.ts';
import { fileNameSchema, fileVersionSchema, remotePathSchema } from '../../shared/files.ts';
import { editIdSchema } from '../../shared/ids.ts';
import { errorCode, writeFileAtomically } from '../base/atomic-file.ts';
import type { Log } from '../base/log.ts';

const RECORD = 'edit.json';
/** Whatever the file is: nobody else on this machine reads it. */
const OWNER_ONLY = 0o700;

const editRecordSchema = z.object({
  version: z.literal(1),
  id: editIdSchema,
  place: editPlaceSchema,
  /** On the target, without links: a rename into its place must not replace a link. */
  path: remotePathSchema,
  /** On this computer. */
  name: fileNameSchema,
  /** The version on the target that the copy here stems from; null: nothing of ours is there. */
  base: fileVersionSchema.nullable(),
  /** SHA-256 of what is on the target, as far as we know; null while it is fetched. */
  there: z.string().nullable(),
  uploadedAt: z.number().nullable(),
});
export type EditRecord = z.infer<typeof editRecordSchema>;

export class EditFolder {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  fileOf({ id, name }: Pick<EditRecord, 'id' | 'name'>): string {
    return path.join(this.#root, id, 'file', name);
  }

  /** Of a version that takes its place when it is whole. Nobody watches there. */
  freshOf({ id }: Pick<EditRecord, 'id'>): string {
    return path.join(this.#root, id, 'fresh');
  }

  async make(record: EditRecord): Promise<void> {
    await mkdir(path.dirname(this.fileOf(record)), { recursive: true, mode: OWNER_ONLY });
    await this.save(record);
  }

  /** Atomic. Rejects with the file system's error. */
  async save(record: EditRecord): Promise<void> {
    await writeFileAtomically(path.join(this.#root, record.id, RECORD), JSON.stringify(record));
  }

  async remove({ id }: Pick<EditRecord, 'id'>): Promise<void> {
    await rm(path.join(this.#root, id), { recursive: true, force: true });
    // The last one takes the folder with it; another one in it is no failure.
    await rmdir(this.#root).catch(() => undefined);
  }

  /** What a program has open stays on Windows: it is left with its record to the next sweep. Never rejects. */
  async putAway(record: EditRecord, log: Log): Promise<void> {
    try {
      await this.remove(record);
    } catch (error) {
      log.warn('The copy of an edited file could not be removed.', { error });
      // It may have been removed already, and without it nobody would know whose work that is.
      await this.save(record).catch(() => undefined);
    }
  }

  /** Those that hold what the target does not have; all others, left by a run that was killed, are removed. */
  async sweep(): Promise<{ readonly kept: readonly EditRecord[]; readonly unreadable: readonly string[] }> {
    const kept: EditRecord[] = [];
    const unreadable: string[] = [];
    for (const id of await entriesOf(this.#root)) {
      const record = await this.#read(id);
      if (record === null) {
        // Not ours to judge: what lies in it may be somebody's work.
        if ((await entriesOf(path.join(this.#root, id, 'file'))).length > 0)
          unreadable.push(path.join(this.#root, id));
        else await rm(path.join(this.#root, id), { recursive: true, force: true });
        continue;
      }
      const hash = await hashOf(this.fileOf(record));
      if (record.there === null || hash === null || hash === record.there) await this.remove(record);
      else kept.push(record);
    }
    return { kept, unreadable };
  }

  async #read(id: string): Promise<EditRecord | null> {
    try {
      const text = await readFile(path.join(this.#root, id, RECORD), 'utf8');
      const record = editRecordSchema.parse(JSON.parse(text));
      return record.id === id ? record : null;
    } catch {
      return null; // missing, cut short or not ours: the caller looks at what lies beside it
    }
  }
}

/** Of the file as it is now, hexadecimal; null when it is not there. Rejects with the file system's error. */
export async function hashOf(file: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
