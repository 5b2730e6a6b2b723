// What an SFTP server answers instead of doing it (draft-ietf-secsh-filexfer-02, 7), as errors of ours.
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import { plainLine } from './plain-text.ts';
import { lostError } from './ssh-error.ts';

export const SFTP_STATUS = {
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  unsupported: 8,
} as const;

/** The status code of ssh2's error; null for one that is no answer of the server. */
export function sftpStatus(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}

/** `deed` for words: "read", "removed". `failure`: what status 4 means for it; OpenSSH says it for nearly everything. */
export function sftpError(
  error: unknown,
  path: string,
  deed: string,
  failure: AppErrorCode = 'files/failed',
): AppError {
  if (error instanceof AppError) return error;
  const status = sftpStatus(error);
  if (status === null) return lostError(error);
  const said = error instanceof Error ? plainLine(error.message) : '';
  return new AppError(codeOf(status, failure), `${plainLine(path)} could not be ${deed}.`, {
    detail: said === '' ? null : said,
    cause: error,
  });
}

function codeOf(status: number, failure: AppErrorCode): AppErrorCode {
  switch (status) {
    case SFTP_STATUS.noSuchFile:
      return 'files/not-found';
    case SFTP_STATUS.permissionDenied:
      return 'files/access-denied';
    case SFTP_STATUS.failure:
      return failure;
    default:
      return 'files/failed';
  }
}
