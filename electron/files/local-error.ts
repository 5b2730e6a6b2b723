// What this computer's file system answers instead of doing it, as errors of ours.
import { AppError, type AppErrorCode, type AppErrorData } from '../../shared/app-error.ts';
import { errorCode } from '../base/atomic-file.ts';
import type { Log } from '../base/log.ts';

/** `deed` for words: "written", "read". */
export function localError(error: unknown, file: string, deed: string): AppError {
  if (error instanceof AppError) return error;
  const detail = error instanceof Error ? error.message : null;
  return new AppError(codeOf(errorCode(error)), `${file} on this computer could not be ${deed}.`, {
    detail,
    cause: error,
  });
}

function codeOf(code: string): AppErrorCode {
  switch (code) {
    case 'EEXIST':
      return 'files/exists';
    case 'ENOENT':
      return 'files/local-not-found';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'files/local-no-space';
    default:
      return 'files/local-failed';
  }
}

/** The connection under a transfer has gone: what has arrived so far is kept for when it is back. */
export function isLost(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'ssh/lost' || error.code === 'ssh/timeout');
}

/** These concern one file or folder; all others end what is being done. */
const OF_ONE_FILE: readonly AppErrorCode[] = [
  'files/not-found',
  'files/access-denied',
  'files/exists',
  'files/failed',
  'files/changed',
  'files/local-not-found',
  'files/local-failed',
];

/** Why one file or folder is left out, in words. Throws the error itself when it ends the whole transfer. */
export function whyLeftOut(error: unknown): string {
  if (!(error instanceof AppError) || !OF_ONE_FILE.includes(error.code)) throw error;
  return error.detail === null ? error.message : `${error.message} (${error.detail})`;
}

/** For the window; what nobody has foreseen is logged. `doing` for words: "copying". */
export function toldError(error: unknown, doing: string, log: Log): AppErrorData {
  if (error instanceof AppError) return error.toData();
  log.error('Something failed in an unexpected way.', { doing, error });
  const detail = error instanceof Error ? error.message : null;
  return new AppError('internal', `Something in Sallyport went wrong while ${doing}.`, { detail }).toData();
}
