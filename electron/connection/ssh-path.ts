// The bytes of a target's SSH for whoever signs in elsewhere: a program behind `sallyport proxy`, the command line beside
// the app. Route, one-time key, host key and what is remembered are the same as for our own shells.
import { AppError } from '../../shared/app-error.ts';
import type { HostKey } from '../../shared/connection.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { Route } from '../../shared/route.ts';
import { sendSshPublicKey } from '../aws/eic-api.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Transport } from '../base/transport.ts';
import type { HostKeyCheck as OfferedHostKey } from '../ssh/open-ssh-client.ts';
import { handshakeError } from '../ssh/ssh-error.ts';
import { dialRoute } from './dial.ts';
import { checkHostKey } from './host-key-check.ts';
import { dialJump, type ReachParts, type ReachRequest, refuseIfOff, tryPlan } from './reach-target.ts';
import { chooseRoutes, type RouteFacts, type Way } from './route.ts';
import { routeNote } from './route-words.ts';
import { pinHostKey } from './ssh-reach.ts';
import { usersOf } from './target-user.ts';

export interface SshPath {
  /** Its SSH has begun to speak; what it said is still to be read. */
  readonly transport: Transport;
  readonly targetId: TargetId;
  /** What people call it. */
  readonly name: string;
  readonly route: Route;
  /** "via EICE; SSM not used: agent offline since 14:02". */
  readonly note: string | null;
  /** Whom to sign in as, in the order of trying; at least one. */
  readonly users: readonly string[];
  /** Whether AWS can hand it a public key at all. */
  readonly canPush: boolean;
  /** When the route will cut it, epoch milliseconds; null: not known to. */
  readonly cutAt: number | null;
  /** Of this target; null when none was seen yet. */
  readonly pinnedKeyTypes: readonly string[];
  /** For a minute `user` may sign in with it. Rejects with AppError. */
  push(user: string, publicKeyLine: string, signal: AbortSignal): Promise<void>;
  /** Asks the user where nothing else decides. */
  checkHostKey(offered: OfferedHostKey, signal: AbortSignal): Promise<'accept' | AppError>;
  /** The sign-in worked: what was believed is pinned, and the way is remembered. Never rejects. */
  noteSignedIn(user: string): Promise<void>;
}

/** sshd answers at once; one behind a slow route that has just been started needs some seconds. */
const FIRST_WORD_MS = 20_000;

/** Rejects with AppError, with nothing left open. The caller owns the transport. */
export async function openSshPath(
  request: ReachRequest,
  parts: ReachParts,
  signal: AbortSignal,
): Promise<SshPath> {
  const { clients, targetId, reach, events } = request;
  const known = parts.knownTargetsOf(clients.access);
  events.onPhase({ kind: 'choosing-route' });
  const facts = await parts.facts.of(clients, targetId, reach.route, signal);
  refuseIfOff(facts);
  const plan = chooseRoutes(facts, known.find(targetId)?.way ?? null, { ...reach, shell: 'ssh' });
  try {
    const { value, way, reasons } = await tryPlan(plan, signal, parts, events, (each) =>
      dialAndListen(request, parts, facts, each, signal),
    );
    return { ...controls(request, parts, facts, way), ...value, route: way.route, note: routeNote(reasons) };
  } catch (error) {
    // What was known did not lead there: the next try asks anew.
    parts.facts.forget(clients.access, targetId);
    throw error;
  }
}

async function dialAndListen(
  request: ReachRequest,
  parts: ReachParts,
  facts: RouteFacts,
  { route }: Way,
  signal: AbortSignal,
): Promise<Pick<SshPath, 'transport' | 'cutAt'>> {
  const { clients, targetId, reach, events } = request;
  const { transport, cutAt } = await dialRoute(
    {
      ...events,
      ...{ clients, targetId, route, facts },
      choice: reach.route,
      port: reach.port,
      dialJump: (inner) => dialJump(request, parts, facts, inner),
    },
    parts,
    signal,
  );
  try {
    const silent = (): AppError => handshakeError(new Error('It kept silent.'), NOTHING_HEARD);
    await withDeadline((inner) => firstWord(transport, inner), FIRST_WORD_MS, signal, silent, parts.clock);
    return { transport, cutAt };
  } catch (error) {
    transport.on('error', () => undefined);
    transport.destroy();
    throw error;
  }
}

const NOTHING_HEARD = { firstBytes: Buffer.alloc(0) };

/** Settles when there is something to read, and leaves it there. SSH's server may speak first (RFC 4253 4.2). */
function firstWord(transport: Transport, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (run: () => void) => (): void => {
      for (const [event, listener] of listeners) transport.off(event, listener);
      signal.removeEventListener('abort', give);
      run();
    };
    const give = settle(resolve);
    let failure: unknown = null;
    const gone = settle(() => {
      reject(handshakeError(failure, NOTHING_HEARD));
    });
    const listeners: readonly [string, (error?: unknown) => void][] = [
      ['readable', () => (transport.readableLength > 0 ? give() : transport.readableEnded && gone())],
      ['end', gone],
      ['close', gone],
      [
        'error',
        (error) => {
          failure = error;
          gone();
        },
      ],
    ];
    for (const [event, listener] of listeners) transport.on(event, listener);
    signal.addEventListener('abort', give, { once: true });
    if (transport.destroyed) gone();
    else if (transport.readableLength > 0) give();
  });
}

function controls(
  { clients, targetId, reach }: ReachRequest,
  parts: ReachParts,
  facts: RouteFacts,
  way: Way,
): Omit<SshPath, 'transport' | 'cutAt' | 'route' | 'note'> {
  const known = parts.knownTargetsOf(clients.access);
  const name = facts.target?.name ?? targetId;
  const { clock, log } = parts;
  let believed: HostKey | null = null;
  return {
    targetId,
    name,
    users: usersOf(reach, known.find(targetId), facts.target),
    canPush: targetId.startsWith('i-'),
    pinnedKeyTypes: (known.find(targetId)?.hostKeys ?? []).map(({ type }) => type),
    push: (user, publicKeyLine, signal) =>
      sendSshPublicKey(clients, { instanceId: targetId, user, publicKeyLine }, signal),
    checkHostKey: (offered, signal) =>
      checkHostKey(
        {
          ...{ clients, targetId, name, known, clock, log, ask: parts.ask },
          target: facts.target,
          route: way.route,
          onAccepted: (key) => (believed = key),
        },
        offered,
        signal,
      ),
    noteSignedIn: async (user) => {
      await pinHostKey(known, targetId, believed, facts, parts);
      try {
        await known.noteWay(targetId, { ...way, user });
      } catch (error) {
        log.warn('What worked could not be remembered.', { target: targetId, error });
      }
    },
  };
}
