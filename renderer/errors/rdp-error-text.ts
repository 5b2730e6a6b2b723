// The words of what goes wrong on the way to a desktop.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

type Code = Extract<AppErrorCode, `rdp/${string}`>;

export const RDP_ERROR_TEXTS: Readonly<Record<Code, ErrorWords>> = {
  'rdp/no-answer': errorWords(
    'The desktop does not answer',
    'The tunnel is open, but nothing on port 3389 speaks Remote Desktop: Windows is still starting, or Remote Desktop is switched off there.',
    'Wait until Windows has started, check that Remote Desktop is allowed on it, then try again.',
    'retry',
  ),
  'rdp/certificate-changed': errorWords(
    'This desktop shows another certificate than before',
    'Either Windows has made a new one, or something else answers in its place. No password was sent.',
    'Ask whoever looks after the instance. Only if the change is expected, forget the old certificate and try again.',
    'dismiss',
  ),
  'rdp/no-nla': errorWords(
    'This desktop offers no Network Level Authentication',
    'Its options require it, and without it the password would be typed into whatever answers. No password was sent.',
    'Switch it on in Windows, or choose “As the instance wants” in the options of this desktop.',
    'retry',
  ),
  'rdp/password-not-ready': errorWords(
    'The password is not ready yet',
    'Windows sets it during its first start and hands it to AWS encrypted.',
    'Try again in a few minutes.',
    'retry',
  ),
  'rdp/password-unavailable': errorWords(
    'AWS has no password for this instance',
    'Its image keeps the password that it was made with, or it is not an EC2 instance.',
    'Enter user and password yourself.',
    'retry',
  ),
  'rdp/no-key-pair': errorWords(
    'This instance has no key pair',
    'AWS keeps a Windows password only encrypted for the key pair that the instance was launched with.',
    'Enter user and password yourself.',
    'retry',
  ),
  'rdp/key-needed': errorWords(
    'The private key is needed',
    'The password is encrypted for the key pair of the instance; only its private key opens it. It stays on this computer.',
    'Choose the file of the private key, or enter user and password yourself.',
    'retry',
  ),
  'rdp/key-unreadable': errorWords(
    'This is not a private key that can be read',
    'PEM files (PKCS#1, PKCS#8), OpenSSH files and PuTTY files of version 2 are understood.',
    'Choose another file.',
    'retry',
  ),
  'rdp/key-not-rsa': errorWords(
    'This kind of key cannot open a Windows password',
    'AWS encrypts Windows passwords for RSA key pairs only.',
    'Choose the RSA key that the instance was launched with.',
    'retry',
  ),
  'rdp/passphrase-needed': errorWords(
    'The private key has a passphrase',
    'The file is encrypted.',
    'Try again and enter its passphrase.',
    'retry',
  ),
  'rdp/passphrase-wrong': errorWords(
    'The passphrase does not fit',
    'The private key did not open with it.',
    'Try again.',
    'retry',
  ),
  'rdp/wrong-key': errorWords(
    'This key belongs to something else',
    'The password of the instance is encrypted for another key pair.',
    'Choose the private key of the key pair that is named above.',
    'retry',
  ),
  'rdp/sign-in-refused': errorWords(
    'Windows did not let you in',
    'It did not accept user and password. The password from AWS is the first one: it does not work any more when somebody has changed it.',
    'Enter the current user and password.',
    'retry',
  ),
  'rdp/client-missing': errorWords(
    'There is no RDP client',
    'Sallyport opens desktops in a client of this computer and has found none.',
    'Install FreeRDP, Remmina or Windows App, or set a command of your own.',
    'retry',
  ),
  'rdp/client-failed': errorWords(
    'The RDP client failed',
    'It was started and has ended with an error.',
    'Read its words above, try again, or choose another client.',
    'retry',
  ),
};
