// A document of the user that is always there to read: when its file must not be touched (written by a newer
// Sallyport, not readable), the initial value stands in for it and no change is written.
import { AppError } from '../../shared/app-error.ts';
import type { LibraryNotice } from '../../shared/saved-connection.ts';
import type { JsonFileNotice, JsonFileOptions } from '../base/json-file.ts';
import { openJsonFile } from '../base/json-file.ts';

export interface StoredDocument<T> {
  readonly value: T;
  /** What the user should know about loading it. */
  readonly notice: LibraryNotice | null;
  /** Why nothing can be written; null when all is well. */
  readonly readOnly: AppError | null;
  /** Settles when the change is on disk. Rejects with `library/write-failed`, or with `readOnly`. */
  change(next: (value: T) => T): Promise<T>;
  /** Takes what another process has written meanwhile. Rejects with `library/…` AppErrors. */
  refresh(): Promise<void>;
  settled(): Promise<void>;
}

/** `what` begins the sentence of the notice: "Your saved connections". */
export async function openStoredDocument<T>(
  what: string,
  options: JsonFileOptions<T>,
): Promise<StoredDocument<T>> {
  try {
    const file = await openJsonFile(options);
    return {
      get value() {
        return file.value;
      },
      notice: file.notice === null ? null : noticeOf(what, file.notice),
      readOnly: null,
      change: (next) => file.change(next),
      refresh: () => file.refresh(),
      settled: () => file.settled(),
    };
  } catch (error) {
    if (error instanceof AppError) return readOnly(what, options, error);
    throw error;
  }
}

function readOnly<T>(what: string, options: JsonFileOptions<T>, error: AppError): StoredDocument<T> {
  const kind = error.code === 'library/newer-version' ? 'newer-version' : 'damaged-kept-aside';
  const why = kind === 'newer-version' ? 'were written by a newer version of Sallyport' : 'could not be read';
  return {
    value: options.initial(),
    notice: {
      kind,
      keptAt: options.file,
      message: `${what} ${why}. The file is left as it is; changes are not stored.`,
    },
    readOnly: error,
    change: () => Promise.reject(error),
    refresh: () => Promise.resolve(),
    settled: () => Promise.resolve(),
  };
}

function noticeOf(what: string, notice: JsonFileNotice): LibraryNotice {
  const { kind, keptAt, why } = notice;
  if (kind === 'damaged-kept-aside') {
    return { kind, keptAt, message: `${what} could not be read: ${why}. The damaged file was kept aside.` };
  }
  const aside = keptAt === null ? '' : ' The damaged file was kept aside.';
  return {
    kind,
    keptAt,
    message: `${what} could not be read: ${why}. The copy before the last change was restored.${aside}`,
  };
}
