// One JSON document on disk and its value in memory. Below library/ and settings. Its only writer, unless it is `shared`.
// Keeps `<name>.bak`, the text before the last change, and sets damaged files aside instead of overwriting them.
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../shared/app-error.ts';
import { errorCode, renamePatiently, writeFileAtomically } from './atomic-file.ts';
import type { Clock } from './clock.ts';
import { withFileLock } from './file-lock.ts';
import { type DocumentShape, formatDocument, parseDocument, type ParsedDocument } from './json-document.ts';

export interface JsonFileOptions<T> extends DocumentShape<T> {
  /** Absolute path. */
  readonly file: string;
  /** The value when there is no file yet. */
  readonly initial: () => T;
  readonly clock: Clock;
  /** Other processes change it as well: each change is made to what is on disk by then, one process at a time. */
  readonly shared?: boolean;
}

/** What the user should be told after loading. `keptAt`: absolute path of the damaged file, null when it was missing. */
export type JsonFileNotice =
  | { readonly kind: 'restored-from-backup'; readonly keptAt: string | null; readonly why: string }
  | { readonly kind: 'damaged-kept-aside'; readonly keptAt: string; readonly why: string };

export interface JsonFile<T> {
  /** What is safely on disk, or the initial value before the first change. */
  readonly value: T;
  readonly notice: JsonFileNotice | null;
  /**
   * Computes the next value from the current one and settles when it is on disk. Calls run one after the other, each
   * on the result of the one before. Rejects with AppError `library/write-failed`; the value is then as before.
   */
  change(next: (value: T) => T): Promise<T>;
  /** Takes what another process has written meanwhile. Rejects as openJsonFile does. */
  refresh(): Promise<void>;
  /** Settles when all changes so far have been written or have failed. */
  settled(): Promise<void>;
}

/** No document of ours comes near this; a larger file is not ours or is damaged. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Loads (and migrates in memory) the document. Rejects with `library/newer-version` when a newer program wrote it, and
 * with `library/damaged` when the file cannot be read at all (permissions) or a damaged one cannot be set aside.
 */
export async function openJsonFile<T>(options: JsonFileOptions<T>): Promise<JsonFile<T>> {
  const { value, goodText, notice } = await load(options);
  return live(options, value, goodText, notice);
}

function live<T>(
  options: JsonFileOptions<T>,
  loaded: T,
  loadedText: string | null,
  notice: JsonFileNotice | null,
): JsonFile<T> {
  let value = loaded;
  let goodText = loadedText;
  let last: Promise<unknown> = Promise.resolve();
  const write = async (next: (value: T) => T): Promise<T> => {
    const changed = options.schema.parse(next(value));
    const text = formatDocument(options, changed);
    try {
      if (goodText !== null) await writeFileAtomically(backupOf(options.file), goodText);
      await writeFileAtomically(options.file, text);
    } catch (error) {
      throw new AppError('library/write-failed', `${options.file} could not be written.`, {
        detail: error instanceof Error ? error.message : String(error),
        retryable: true,
        cause: error,
      });
    }
    goodText = text;
    value = changed;
    return changed;
  };
  const reload = async (): Promise<void> => {
    const now = await load(options);
    ({ value, goodText } = now);
  };
  const writeShared = (next: (value: T) => T): Promise<T> =>
    withFileLock(options.file, options.clock, async () => {
      await reload();
      return await write(next);
    });
  const inTurn = <R>(run: () => Promise<R>): Promise<R> => {
    const mine = last.then(run);
    // The caller hears of a failure; the next one starts all the same.
    last = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  };
  return {
    get value() {
      return value;
    },
    notice,
    change: (next) => inTurn(() => (options.shared === true ? writeShared(next) : write(next))),
    refresh: () => inTurn(reload),
    async settled() {
      await last;
    },
  };
}

interface Loaded<T> {
  readonly value: T;
  /** The text that becomes the backup at the next change; null when there is none. */
  readonly goodText: string | null;
  readonly notice: JsonFileNotice | null;
}

async function load<T>(options: JsonFileOptions<T>): Promise<Loaded<T>> {
  const main = await read(options, options.file);
  if (main?.parsed.kind === 'good') return { value: main.parsed.value, goodText: main.text, notice: null };
  const why = main?.parsed.kind === 'damaged' ? main.parsed.why : 'it was missing';
  const keptAt = main === null ? null : await setAside(options, options.file);
  const backup = await read(options, backupOf(options.file));
  if (backup?.parsed.kind === 'good') {
    const notice = { kind: 'restored-from-backup', keptAt, why } as const;
    return { value: backup.parsed.value, goodText: backup.text, notice };
  }
  if (backup !== null) await setAside(options, backupOf(options.file));
  const notice = keptAt === null ? null : ({ kind: 'damaged-kept-aside', keptAt, why } as const);
  return { value: options.initial(), goodText: null, notice };
}

type Readable<T> = Exclude<ParsedDocument<T>, { kind: 'newer' }>;

/** Null when there is no such file. */
async function read<T>(
  options: JsonFileOptions<T>,
  file: string,
): Promise<{ readonly text: string; readonly parsed: Readable<T> } | null> {
  let text: string;
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES)
      return { text: '', parsed: { kind: 'damaged', why: 'it is too large' } };
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw unusable(file, 'could not be read', error);
  }
  const parsed = parseDocument(options, text);
  if (parsed.kind === 'newer')
    throw new AppError('library/newer-version', `${file} was written by a newer version of Sallyport.`, {
      detail: `It has version ${parsed.version}; this program knows version ${options.version}.`,
    });
  return { text, parsed };
}

async function setAside<T>(options: JsonFileOptions<T>, file: string): Promise<string> {
  // Windows allows no colons in names.
  const stamp = new Date(options.clock.now()).toISOString().replaceAll(':', '-');
  const keptAt = `${file}.damaged-${stamp}`;
  try {
    await renamePatiently(file, keptAt);
  } catch (error) {
    throw unusable(file, 'is damaged and could not be set aside', error);
  }
  return keptAt;
}

function backupOf(file: string): string {
  return `${file}.bak`;
}

function unusable(file: string, what: string, cause: unknown): AppError {
  return new AppError('library/damaged', `${file} ${what}.`, {
    detail: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}
