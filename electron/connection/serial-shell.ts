// EC2's serial console as a shell: SSH to AWS's own host of the region, with a one-time key pushed for the instance's
// serial port and a host key that AWS publishes (fact sheet 2.5 to 2.7). One session an instance, an hour at most.
import { AppError } from '../../shared/app-error.ts';
import { sendSerialConsoleSshPublicKey } from '../aws/eic-api.ts';
import type { AwsClients } from '../aws/clients.ts';
import { ephemeralIdentity } from '../ssh/identity.ts';
import { openSshClient } from '../ssh/open-ssh-client.ts';
import { checkSerialHostKey, SERIAL_CONSOLE_PORT, serialConsoleUser } from '../ssh/serial-console.ts';
import { serialConsoleOf } from '../ssh/serial-host-keys.ts';
import { dialDirect } from './direct-dial.ts';
import type { ReachParts } from './reach-target.ts';
import type { RoutedShell, ShellRequest } from './shell-route.ts';

/** AWS ends a session then. */
const MAX_SESSION_MS = 60 * 60_000;

/** Rejects with AppError: `serial/…`, `eic/…`, `direct/unreachable`, `ssh/…`, `cancelled`. */
export async function openSerialShell(
  request: ShellRequest,
  clients: AwsClients,
  { clock, log }: Pick<ReachParts, 'clock' | 'log'>,
): Promise<RoutedShell> {
  const { targetId, size, signal, onPhase, onWay } = request;
  const place = serialConsolePlaceOf(clients);
  const user = serialConsoleUser(targetId);
  onWay({ user });
  onPhase({ kind: 'dialling' });
  const transport = await dialDirect(
    { addresses: [place.host], port: place.port, kind: 'known', clock },
    signal,
  );
  const ssh = await openSshClient({
    transport,
    user,
    identities: [await ephemeralIdentity()],
    hostKey: (offered) => {
      const answer = checkSerialHostKey(place, offered);
      const { type, fingerprintSha256: fingerprint } = offered;
      if (answer === 'accept') onWay({ hostKey: { type, fingerprint, trust: 'published' } });
      return Promise.resolve(answer);
    },
    beforeAuth: (publicKeyLine, inner) =>
      sendSerialConsoleSshPublicKey(clients, { instanceId: targetId, publicKeyLine }, inner),
    // It has nothing to ask: a key signs in or it does not.
    ask: () => Promise.reject(new AppError('cancelled', 'A serial console asks nothing.')),
    signal,
    onPhase: (kind) => {
      onPhase({ kind });
    },
    clock,
    log: log.part('ssh'),
  });
  onWay({ cutAt: clock.now() + MAX_SESSION_MS });
  try {
    const shell = await ssh.openShell(size, {}, signal);
    return {
      ...shell,
      sendBreak: async () => {
        if (!(await shell.sendBreak()))
          throw new AppError('ssh/channel-refused', 'The serial console did not take the break.');
      },
      sessionId: null,
      encrypted: false,
      stats: () => ssh.stats,
      probe: () => {
        ssh.probe();
      },
      close: async () => {
        await shell.close();
        await ssh.close();
      },
    };
  } catch (error) {
    await ssh.close();
    throw error;
  }
}

function serialConsolePlaceOf({ access, overrides }: AwsClients): {
  readonly host: string;
  readonly port: number;
  readonly fingerprint: string;
} {
  if (overrides.serialConsole !== undefined) return overrides.serialConsole;
  const known = serialConsoleOf(access.region);
  if (known !== null) return { ...known, port: SERIAL_CONSOLE_PORT };
  throw new AppError('serial/not-supported', `No serial console is known in ${access.region}.`, {
    detail:
      'AWS publishes host keys region by region; the one of this region is not in this version of Sallyport.',
  });
}
