// The words of what goes wrong with files of an instance.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

type Code = Extract<AppErrorCode, `files/${string}`>;

export const FILES_ERROR_TEXTS: Readonly<Record<Code, ErrorWords>> = {
  'files/unavailable': errorWords(
    'The instance offers no files',
    'Its SSH server has no SFTP, or does not let this user have it.',
    'Add “Subsystem sftp” to its sshd_config, or sign in as another user.',
    'retry',
  ),
  'files/not-found': errorWords(
    'It is not there any more',
    'The file or folder does not exist on the instance: it was moved or deleted, or a link points to nothing.',
    'Load the folder again.',
    'retry',
  ),
  'files/access-denied': errorWords(
    'This user may not do that',
    'The file or folder belongs to somebody else, or its permissions forbid it.',
    'Change its permissions, or sign in as another user.',
    'retry',
  ),
  'files/exists': errorWords(
    'Something with that name is there already',
    'The instance does not replace it without being told to.',
    'Choose another name, or remove the other one first.',
    'dismiss',
  ),
  'files/not-empty': errorWords(
    'The folder is not empty',
    'Only an empty folder can be removed at once.',
    'Remove what is in it first.',
    'retry',
  ),
  'files/no-space': errorWords(
    'The disk of the instance is full',
    'There is no room for the rest of the file.',
    'Make room there, then try again: it goes on where it stopped.',
    'retry',
  ),
  'files/failed': errorWords(
    'The instance could not do that',
    'Its SFTP server gave no better reason. Often it is a file system that does not allow it.',
    'Try the same in a shell: it says more.',
    'retry',
  ),
};
