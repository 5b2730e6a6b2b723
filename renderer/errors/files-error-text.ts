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
  'files/name-refused': errorWords(
    'This name cannot be used',
    'Not every system takes every name.',
    'Choose another name.',
    'dismiss',
  ),
  'files/changed': errorWords(
    'The file changed while it was copied',
    'What arrived would have been a mixture of the old and the new one.',
    'Copy it again when nobody writes to it.',
    'retry',
  ),
  'files/too-many': errorWords(
    'There is too much in it',
    'So many files in one go would take more memory than is good.',
    'Pack them into an archive in a shell, or copy a part of them.',
    'dismiss',
  ),
  'files/too-many-edits': errorWords(
    'Too many files are being edited',
    'Each of them is watched, and every save of it is uploaded.',
    'Stop editing one of them in the files of its instance, then try again.',
    'retry',
  ),
  'files/drag-busy': errorWords(
    'Another drag is not over yet',
    'One thing is dragged out of the window at a time, and the last one is still being dragged or saved.',
    'Wait until it is over, then drag again.',
    'dismiss',
  ),
  'files/not-connected': errorWords(
    'There is no SSH connection for files',
    'Files go over the SSH connection of a tab; this one is not open, or is a Session Manager shell.',
    'Connect again, by SSH.',
    'dismiss',
  ),
  'files/local-not-found': errorWords(
    'It is not there any more on this computer',
    'The file or folder was moved or deleted.',
    'Choose it again.',
    'dismiss',
  ),
  'files/local-no-space': errorWords(
    'The disk of this computer is full',
    'There is no room for the rest of the file.',
    'Make room, then try again.',
    'retry',
  ),
  'files/local-failed': errorWords(
    'This computer could not do that',
    'The system refused to read or write the file.',
    'See what it said above, then try again.',
    'retry',
  ),
  'files/editor-failed': errorWords(
    'The program for editing could not be started',
    'The file is opened with the program that the system has for it, or with the command in the settings.',
    'Set “Editor” in the settings to a program of this computer, with {file} where the file goes.',
    'dismiss',
  ),
  'files/would-run': errorWords(
    'Opening this file might run it',
    'On this computer files of this kind may be run instead of shown, and what would run comes from the instance.',
    'Set “Editor” in the settings to a text editor: then it is opened in that.',
    'dismiss',
  ),
  'files/unsaved-edit': errorWords(
    'Changes are only on this computer',
    'What you saved last has not reached the instance.',
    'Wait until it is uploaded, or throw the changes away.',
    'dismiss',
  ),
};
