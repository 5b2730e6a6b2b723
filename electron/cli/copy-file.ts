// Copies one file under a name of its own first, which says what it is a part of, so that a copy that broke off can go on
// and no half file ever has the right name.
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { AppError } from '../../shared/app-error.ts';
import { type CopySide, type FileFacts, localError } from './copy-sides.ts';

export interface FileCopy {
  readonly from: CopySide;
  readonly to: CopySide;
  readonly source: string;
  readonly destination: string;
  readonly facts: FileFacts;
  readonly resume: boolean;
  /** Bytes that are there; those of an earlier try first. */
  readonly onBytes: (count: number) => void;
  readonly signal: AbortSignal;
}

/** File systems take 255 bytes for a name. */
const MAX_NAME_BYTES = 200;

/** Rejects with AppError; what came so far stays for `--resume`. */
export async function copyFile(copy: FileCopy): Promise<void> {
  const { from, to, source, destination, facts, resume, onBytes, signal } = copy;
  const part = to.join(to.folderOf(destination), partName(to.baseName(destination), facts));
  const begun = resume ? await to.look(part) : null;
  const start = begun?.kind === 'file' && begun.size <= facts.size ? begun.size : 0;
  if (start > 0) onBytes(start);
  let copied = start;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      copied += chunk.length;
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  try {
    const input = await from.read(source, start, facts.size);
    try {
      await pipeline(input, counter, await to.write(part, start, facts.permissions), { signal });
    } finally {
      input.destroy();
    }
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'It was cancelled.');
    throw localError(error, from.describe(source));
  }
  if (copied !== facts.size)
    throw new AppError('files/failed', `${from.describe(source)} changed while it was copied.`, {
      detail: `It had ${facts.size} bytes; ${copied} came.`,
      retryable: true,
    });
  await to.replace(part, destination, facts.permissions);
}

/** Of another version of the source it has another name: parts of two are never joined. */
function partName(name: string, { size, modifiedAt }: FileFacts): string {
  const version = `${size.toString(36)}-${modifiedAt.toString(36)}`;
  const isShort = Buffer.byteLength(name) <= MAX_NAME_BYTES;
  const shown = isShort ? name : createHash('sha256').update(name).digest('hex').slice(0, 32);
  return `.${shown}.${version}.part`;
}
