// The words of what goes wrong with tunnels and the programs that use them.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

type Code = Extract<AppErrorCode, `tunnel/${string}`>;

export const TUNNEL_ERROR_TEXTS: Readonly<Record<Code, ErrorWords>> = {
  'tunnel/port-in-use': errorWords(
    'The local port is in use',
    'Another program on this computer listens there already.',
    'Stop that program, or give the tunnel another port.',
    'retry',
  ),
  'tunnel/listen-failed': errorWords(
    'The local port could not be opened',
    'The system did not let Sallyport listen there. Ports below 1024 often need an administrator.',
    'Choose a port above 1023.',
    'retry',
  ),
  'tunnel/remote-refused': errorWords(
    'The remote port refused the connection',
    'The instance was reached, but nothing accepts connections at that host and port, or a security group keeps the instance out.',
    'Check host and port, and that the program listens there.',
    'retry',
  ),
  'tunnel/local-refused': errorWords(
    'Nothing on this side took the connection',
    'A program on the instance used the tunnel, but nothing accepts connections where the tunnel leads.',
    'Start the program on this computer, or change where the tunnel leads.',
    'retry',
  ),
  'tunnel/stalled': errorWords(
    'A connection stood still and was cut',
    'The program on this side stopped reading, so that the others in the same session would have had to wait.',
    'Let the program connect again.',
    'dismiss',
  ),
  'tunnel/peer-refused': errorWords(
    'Somebody else’s program was kept out',
    'A program of another user of this computer tried to use the tunnel.',
    'Nothing to do: only programs that you run may connect.',
    'dismiss',
  ),
  'tunnel/not-found': errorWords(
    'This tunnel is gone',
    'It was deleted meanwhile.',
    'Make it again from the instance.',
    'show-instances',
  ),
  'tunnel/not-socks': errorWords(
    'A program did not speak SOCKS',
    'This tunnel leads wherever a program asks for, and asking is done in SOCKS 4 or 5 without a password.',
    'Set the program’s proxy to SOCKS 5 at the tunnel’s address.',
    'dismiss',
  ),
  'tunnel/client-missing': errorWords(
    'The program is not on this computer',
    'Sallyport opens the programs you have; it brings none along.',
    'Install it, or copy the address and use another one.',
    'dismiss',
  ),
  'tunnel/client-failed': errorWords(
    'The program could not be started',
    'The command of this tunnel does not work as it is.',
    'Change the tunnel and check its command.',
    'dismiss',
  ),
};
