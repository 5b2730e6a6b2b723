// The bytes of a target's SSH for whoever signs in elsewhere: a program behind `sallyport proxy`, the command line beside
// the app. Route, one-time key, host key and what is remembered are the same as for our own shells.
import type { AwsAccess } from '../../shared/aws.ts';
import type { HostKey } from '../../shared/connection.ts';
import type { SavedConnectionId, TargetId } from '../../shared/ids.ts';
import type { ReachChoice } from '../../shared/route.ts';
import type { AwsClients } from '../aws/clients.ts';
import { sendSshPublicKey } from '../aws/eic-api.ts';
import type { SshPath } from '../base/ssh-path.ts';
import type { ShellPhase } from './connection-phase.ts';
import { dialRoute } from './dial.ts';
import { explainWindows } from './explain-windows.ts';
import { hearFirstWord } from './first-word.ts';
import { checkHostKey } from './host-key-check.ts';
import { refreshKnown } from './known-targets.ts';
import { dialJump, type ReachParts, type ReachRequest, refuseIfOff, tryPlan } from './reach-target.ts';
import { chooseRoutes, type RouteFacts, type Way } from './route.ts';
import { routeNote } from './route-words.ts';
import { pinHostKey } from './ssh-reach.ts';
import { usersOf } from './target-user.ts';

export interface SshPathRequest {
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly how: ReachChoice;
  /** So that a jump through itself is noticed. */
  readonly savedConnectionId: SavedConnectionId | null;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: ShellPhase) => void;
  /** The way that is tried now. */
  readonly onTry: (way: Way) => void;
}

/** Rejects with AppError, with nothing left open. The caller owns the transport. */
export async function openSshPath(
  wanted: SshPathRequest,
  clients: AwsClients,
  parts: ReachParts,
): Promise<SshPath> {
  const { targetId, how: reach, savedConnectionId, signal } = wanted;
  const events = {
    onPhase: wanted.onPhase,
    onTry: wanted.onTry,
    onSessionId: () => undefined,
    onUser: () => undefined,
    onHostKey: () => undefined,
  };
  const chain = savedConnectionId === null ? [] : [savedConnectionId];
  const request: ReachRequest = { clients, targetId, reach, chain, events };
  const known = parts.knownTargetsOf(clients.access);
  events.onPhase({ kind: 'choosing-route' });
  await refreshKnown(known, parts.log);
  const facts = await parts.facts.of(clients, targetId, reach.route, signal);
  refuseIfOff(facts);
  const plan = chooseRoutes(facts, known.find(targetId)?.way ?? null, { ...reach, shell: 'ssh' });
  const users = await usersOf(reach, known.find(targetId), facts.target, () =>
    parts.facts.imageWords(clients, facts.target, signal),
  );
  try {
    const { value, way, reasons } = await tryPlan(plan, signal, parts, events, (each) =>
      dialAndListen(request, parts, facts, each, signal),
    );
    return {
      ...controls(request, parts, facts, way),
      users,
      ...value,
      route: way.route,
      note: routeNote(reasons),
    };
  } catch (error) {
    // What was known did not lead there: the next try asks anew.
    parts.facts.forget(clients.access, targetId);
    throw explainWindows(error, facts, reach.identity);
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
  // Between this and whoever takes it over nobody listens.
  transport.on('error', () => undefined);
  try {
    await hearFirstWord(transport, signal, parts.clock);
    return { transport, cutAt };
  } catch (error) {
    transport.destroy();
    throw error;
  }
}

function controls(
  { clients, targetId, reach }: ReachRequest,
  parts: ReachParts,
  facts: RouteFacts,
  way: Way,
): Omit<SshPath, 'transport' | 'cutAt' | 'route' | 'note' | 'users'> {
  const known = parts.knownTargetsOf(clients.access);
  const name = facts.target?.name ?? targetId;
  const { clock, log } = parts;
  let believed: HostKey | null = null;
  return {
    targetId,
    name,
    identity: reach.identity,
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
