// The words of what goes wrong in SSH itself.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

type Code = Extract<AppErrorCode, `ssh/${string}`>;

export const SSH_ERROR_TEXTS: Readonly<Record<Code, ErrorWords>> = {
  'ssh/no-banner': errorWords(
    'SSH on the instance did not answer',
    'The connection came up, but no SSH server spoke. It is not running, it is starting, or a firewall swallows the bytes.',
    'Wait a minute if the instance is booting, then try again. Check that sshd runs.',
    'retry',
  ),
  'ssh/not-ssh': errorWords(
    'Something that is not SSH answered',
    'The port is open, but what listens there speaks another language.',
    'Check the port of this connection.',
    'retry',
  ),
  'ssh/no-safe-algorithm': errorWords(
    'SSH on the instance is too old',
    'It offers no encryption that is still safe: only SHA-1 or older ciphers.',
    'Update its SSH server, or use the Session Manager shell.',
    'dismiss',
  ),
  'ssh/host-key-changed': errorWords(
    'The instance shows another host key than before',
    'Either SSH was set up anew on this instance, or somebody stands between you and it. Nothing was sent.',
    'If you know that it was rebuilt, forget its old key and connect again. If you do not know, ask first.',
    'copy-report',
  ),
  'ssh/host-key-refused': errorWords(
    'The host key was not accepted',
    'You or a rule did not trust the key that the instance showed.',
    'Compare the fingerprint with the instance’s console output, then try again.',
    'retry',
  ),
  'ssh/sign-in-refused': errorWords(
    'The instance did not let this user in',
    'SSH answered, but took none of the keys or passwords offered.',
    'Check the user name (ec2-user, ubuntu, admin…), or choose another key.',
    'retry',
  ),
  'ssh/pushed-key-refused': errorWords(
    'The instance did not take the one-time key',
    'AWS accepted the key, but SSH on the instance refused it: EC2 Instance Connect is not installed in this image, the user does not exist there, or the instance cannot read its metadata.',
    'Check the user name. Install ec2-instance-connect on the instance, or use a key of your own or the Session Manager shell.',
    'retry',
  ),
  'ssh/pushed-key-late': errorWords(
    'The one-time key came too late',
    'AWS keeps it for 60 seconds. They were over when SSH on the instance looked: the way there was slow, or this computer slept.',
    'Try again: a new key is made. If it stays, choose a key of your own or another route.',
    'retry',
  ),
  'ssh/too-many-attempts': errorWords(
    'Too many keys were offered',
    'SSH on the instance stops after a few wrong ones, and your key agent holds more than that.',
    'Choose one key file for this connection instead of the whole key agent.',
    'retry',
  ),
  'ssh/key-unreadable': errorWords(
    'The private key could not be read',
    'The file is missing, not a private key, or of a kind that Sallyport does not know.',
    'Choose another key file.',
    'dismiss',
  ),
  'ssh/passphrase-wrong': errorWords(
    'The passphrase is not right',
    'The private key could not be decrypted with it.',
    'Try again.',
    'retry',
  ),
  'ssh/no-identity': errorWords(
    'There is nothing to sign in with',
    'No one-time key can be pushed here, no key agent runs, and no key file was chosen.',
    'Choose a key file for this connection, or start your key agent.',
    'retry',
  ),
  'ssh/channel-refused': errorWords(
    'The SSH server refused',
    'You are signed in, but the server does not allow what was asked for.',
    'Read its words above; the server’s configuration decides.',
    'retry',
  ),
  'ssh/forward-refused': errorWords(
    'The SSH server does not forward this port',
    'Its configuration forbids forwarding, or nothing listens at that host and port.',
    'Check host and port, and AllowTcpForwarding and PermitListen in the server’s sshd_config.',
    'retry',
  ),
  'ssh/port-taken': errorWords(
    'The port of the instance is in use',
    'Something on the instance listens there already, or only root may open that port.',
    'Choose another port above 1023, or leave it empty for one that is free.',
    'retry',
  ),
  'ssh/loopback-only': errorWords(
    'Other machines would not reach this port',
    'The instance listens on its own loopback only, whatever is asked for: GatewayPorts is off in its sshd_config.',
    'Let the tunnel be for the instance itself, or set “GatewayPorts clientspecified” there.',
    'retry',
  ),
  'ssh/lost': errorWords(
    'The SSH connection was lost',
    'It went away without an end. What ran in it has probably ended with it.',
    'Press Enter or Reconnect to sign in again.',
    'retry',
  ),
  'ssh/timeout': errorWords(
    'SSH took too long',
    'A step of signing in did not finish in its time.',
    'Try again; if it stays, the instance may be overloaded.',
    'retry',
  ),
};
