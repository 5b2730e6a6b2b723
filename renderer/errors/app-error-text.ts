// The words of what goes wrong in the app itself: its files, the sandbox, questions, links.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

type Code = Extract<
  AppErrorCode,
  | `app/${string}`
  | `ssh-config/${string}`
  | `command-link/${string}`
  | `library/${string}`
  | `sandbox/${string}`
  | `prompt/${string}`
  | `consent/${string}`
  | `link/${string}`
  | `ipc/${string}`
  | 'cancelled'
  | 'internal'
>;

export const APP_ERROR_TEXTS: Readonly<Record<Code, ErrorWords>> = {
  'library/not-found': errorWords(
    'This saved connection is gone',
    'It was deleted, perhaps in another run of the app.',
    'Save it again from the instance list.',
    'show-instances',
  ),
  'library/damaged': errorWords(
    'The saved connections could not be read',
    'The file holds something that is not a list of connections. It was kept aside, not deleted.',
    'Restore it from a backup, or save your connections again.',
    'show-saved',
  ),
  'library/newer-version': errorWords(
    'The saved connections belong to a newer version',
    'A newer Sallyport wrote the file; this version leaves it alone so that nothing is lost.',
    'Update Sallyport.',
    'dismiss',
  ),
  'library/write-failed': errorWords(
    'Saving did not work',
    'The file could not be written: no space, no permission, or the disk is read-only.',
    'Make room or check the permissions, then try again.',
    'retry',
  ),
  'library/keychain-unavailable': errorWords(
    'There is no keychain to keep this in',
    'Passwords are saved only encrypted by the keychain of this computer; there is none that is open to the app.',
    'On Linux start GNOME Keyring or KWallet. Until then, enter the password each time.',
    'dismiss',
  ),
  'library/keychain-plain-text': errorWords(
    'The keychain here does not protect',
    'This computer has no real keychain: whoever can read your files could read a saved password.',
    'Enter the password each time, or save it all the same if you accept that.',
    'dismiss',
  ),
  'library/secret-unreadable': errorWords(
    'The saved password cannot be opened',
    'The keychain is locked, or its key has changed since the password was saved.',
    'Unlock the keychain and try again, or enter the password anew.',
    'retry',
  ),
  'sandbox/start-failed': errorWords(
    'The sandbox did not start',
    'It needs free local ports and a shell on this machine.',
    'Try again; if it stays, copy the report.',
    'retry',
  ),
  'prompt/expired': errorWords(
    'The question has expired',
    'Nobody waits for the answer any more.',
    'Begin again.',
    'retry',
  ),
  'consent/refused': errorWords(
    'You were asked, and did not agree',
    'What a setting could abuse waits for your word: starting a program, sharing your disks, letting an instance reach this computer.',
    'If it was your wish, try again and agree in the window of the system.',
    'retry',
  ),
  'link/refused': errorWords(
    'This link was not opened',
    'Only http and https links leave the app.',
    'Copy the text and open it yourself if you trust it.',
    'dismiss',
  ),
  'link/not-opened': errorWords(
    'No browser opened',
    'The system has no program for web pages, or it did not start.',
    'Copy the link, and open it in a browser yourself.',
    'dismiss',
  ),
  'app/refused': errorWords(
    'The command line and the app do not get on',
    'They are of different versions, or the private socket between them is not safe to use.',
    'Restart Sallyport, and use the command line that came with it.',
    'dismiss',
  ),
  'app/lost': errorWords(
    'The app went away',
    'The command line worked through the running app, and that was closed.',
    'Run the command again: without the app it works by itself.',
    'dismiss',
  ),
  'ssh-config/unwritable': errorWords(
    'Your SSH configuration was not changed',
    'A file below ~/.ssh could not be read or written as it should be.',
    'Look at what is said above, mend it, then switch it on again.',
    'dismiss',
  ),
  'command-link/taken': errorWords(
    'Another sallyport command is there',
    'A program of that name lies where the link would be, and Sallyport did not make it.',
    'Move or rename it, then switch the command on again.',
    'dismiss',
  ),
  'command-link/unwritable': errorWords(
    'The command could not be linked',
    'Its folder belongs to an administrator, or cannot be made.',
    'Run the line above in a terminal, or make the folder yours.',
    'dismiss',
  ),
  'ipc/refused': errorWords(
    'The app refused its own request',
    'A request came from a place it may not come from. That should not happen.',
    'Restart Sallyport; if it stays, copy the report.',
    'copy-report',
  ),
  'ipc/invalid-input': errorWords(
    'That value is not accepted',
    'It is too long, empty, or has characters that are not allowed here.',
    'Change it and try again.',
    'dismiss',
  ),
  cancelled: errorWords(
    'Cancelled',
    'It was stopped before it was done.',
    'Begin again when you like.',
    'retry',
  ),
  internal: errorWords(
    'Something went wrong in Sallyport',
    'This is a mistake in the app, not in what you did.',
    'Try again. The report has what is needed to find the mistake, with secrets removed.',
    'retry',
  ),
};
