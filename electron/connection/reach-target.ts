// From a target to its SSH by the best route: facts, plan, the ways in turn, and what is remembered of the one that
// worked. Jump hosts are targets of saved connections, reached in the same way.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess } from '../../shared/aws.ts';
import type { SavedConnectionId, TargetId } from '../../shared/ids.ts';
import type { ReachChoice, RouteReason } from '../../shared/route.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Dialled } from './dialled.ts';
import type { KnownTargets } from './known-targets.ts';
import { chooseRoutes, type RouteFacts, type RoutePlan, type Way } from './route.ts';
import {
  KeyPushFailure,
  type ReachedSsh,
  reachSsh,
  type SshReachEvents,
  type SshReachParts,
} from './ssh-reach.ts';
import type { TargetFacts } from './target-facts.ts';
import { type TriedWays, tryWays } from './try-ways.ts';

export interface ReachParts extends SshReachParts {
  readonly facts: TargetFacts;
  readonly clientsOf: (access: AwsAccess, signal: AbortSignal) => Promise<AwsClients>;
  readonly knownTargetsOf: (access: AwsAccess) => KnownTargets;
  readonly findSaved: (id: SavedConnectionId) => SavedConnectionSpec | null;
}

export interface ReachEvents extends SshReachEvents {
  readonly onTry: (way: Way, reasons: readonly RouteReason[]) => void;
}

/** For whom the steps are no news. */
export const UNHEARD: ReachEvents = {
  onPhase: () => undefined,
  onSessionId: () => undefined,
  onUser: () => undefined,
  onHostKey: () => undefined,
  onTry: () => undefined,
};

export interface ReachRequest {
  readonly clients: AwsClients;
  readonly targetId: TargetId;
  readonly reach: ReachChoice;
  /** Saved connections that led here, this one's own first: none may come twice. */
  readonly chain: readonly SavedConnectionId[];
  readonly events: ReachEvents;
}

/** More is a mistake; each hop is a sign-in of its own. */
const MAX_HOPS = 8;

/** SSH on the target by any route. Rejects with AppError, with nothing left open. */
async function reachTarget(
  request: ReachRequest,
  parts: ReachParts,
  signal: AbortSignal,
): Promise<TriedWays<ReachedSsh>> {
  const { clients, targetId, reach, events } = request;
  const known = parts.knownTargetsOf(clients.access);
  events.onPhase({ kind: 'choosing-route' });
  const facts = await parts.facts.of(clients, targetId, reach.route, signal);
  refuseIfOff(facts);
  const plan = chooseRoutes(facts, known.find(targetId)?.way ?? null, { ...reach, shell: 'ssh' });
  return await tryPlan(plan, signal, parts, events, (way) => reachByWay(request, parts, facts, way, signal));
}

/** One attempt of a plan at SSH. */
export async function reachByWay(
  request: ReachRequest,
  parts: ReachParts,
  facts: RouteFacts,
  way: Way,
  signal: AbortSignal,
): Promise<ReachedSsh> {
  const { clients, targetId, reach, events } = request;
  const known = parts.knownTargetsOf(clients.access);
  const reached = await reachSsh(
    {
      ...events,
      ...{ clients, targetId, reach, facts, known },
      name: facts.target?.name ?? targetId,
      route: way.route,
      imageWords: (inner) => parts.facts.imageWords(clients, facts.target, inner),
      dialJump: (inner) => dialJump(request, parts, facts, inner),
    },
    parts,
    signal,
  );
  try {
    await known.noteWay(targetId, { ...way, user: reached.user });
  } catch (error) {
    parts.log.warn('What worked could not be remembered.', { target: targetId, error });
  }
  return reached;
}

/** `tryWays` for ways of which some push keys. */
export async function tryPlan<T>(
  plan: RoutePlan,
  signal: AbortSignal,
  parts: Pick<ReachParts, 'log'>,
  events: Pick<ReachEvents, 'onTry'>,
  attempt: (way: Way) => Promise<T>,
): Promise<TriedWays<T>> {
  const pushFailures = new Set<AppError>();
  return await tryWays(plan, signal, {
    attempt: async (way) => {
      try {
        return await attempt(way);
      } catch (error) {
        const told = error instanceof KeyPushFailure ? error.error : error;
        if (error instanceof KeyPushFailure) pushFailures.add(error.error);
        parts.log.info('A way did not work.', { ...way, error: told });
        throw told;
      }
    },
    isPushFailure: (error) => pushFailures.has(error),
    onTry: events.onTry,
  });
}

/** Throws `target/not-running`: nothing that is switched off answers by any route. */
export function refuseIfOff({ target, targetId }: RouteFacts): void {
  if (target === null || target.kind !== 'instance') return;
  const { state } = target;
  if (state === 'running' || state === 'unknown') return;
  throw new AppError('target/not-running', `${target.name ?? targetId} is not running: it is ${state}.`, {
    retryable: true,
  });
}

/** The transport ends the jump hosts with itself. */
export async function dialJump(
  { reach, chain }: ReachRequest,
  parts: ReachParts,
  { target, targetId }: RouteFacts,
  signal: AbortSignal,
): Promise<Dialled> {
  if (reach.route.kind !== 'jump') throw new AppError('internal', 'No jump host was chosen.');
  const { via } = reach.route;
  const saved = parts.findSaved(via);
  if (saved === null) throw new AppError('jump/missing', 'The saved connection that leads there is gone.');
  if (chain.includes(via) || chain.length >= MAX_HOPS)
    throw new AppError('jump/loop', 'The jump hosts lead in a circle.', { detail: `At ${saved.name}.` });
  const host = target?.privateAddress ?? target?.ipv6Address ?? null;
  if (host === null)
    throw new AppError('direct/no-address', 'The private address of the target is not known.', {
      detail: targetId,
    });
  const { value: hop } = await named(saved.name, async () =>
    reachTarget(
      {
        clients: await parts.clientsOf(saved.access, signal),
        targetId: saved.targetId,
        reach: saved.how,
        chain: [...chain, via],
        // Its steps are those of "connecting to the target" for whoever looks on.
        events: UNHEARD,
      },
      parts,
      signal,
    ),
  );
  try {
    const transport = await hop.ssh.dial(host, reach.port, signal);
    transport.once('close', () => void hop.ssh.close());
    return {
      transport,
      cutAt: hop.way.cutAt,
      sessionId: hop.way.sessionId,
      encrypted: hop.way.encrypted,
      probe: () => {
        hop.way.probe();
        hop.ssh.probe();
      },
    };
  } catch (error) {
    await hop.ssh.close();
    throw error;
  }
}

/** Failures on the way to a jump host say at which. */
async function named<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    const { code, message, detail, retryable } = error;
    const words = detail === null ? `At the jump host ${name}.` : `At the jump host ${name}: ${detail}`;
    throw new AppError(code, message, { detail: words, retryable, cause: error });
  }
}
