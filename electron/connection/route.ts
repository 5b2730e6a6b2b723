// Which ways lead to a shell on a target, in the order of trying, and why the others do not. Pure: all facts are given.
//
//   automatic:  what worked before · SSH over SSM (agent online) · SSH over an endpoint · SSH to a public address ·
//               SSH over SSM (agent not asked) · Session Manager's shell · SSH to a private address
//
// What AWS says will work comes before what is a guess, SSH before less than SSH. A private address is the only guess at
// a network: without a VPN it costs three seconds of silence, and with another one the same address is another machine.
import type { AppError } from '../../shared/app-error.ts';
import type { SsmReach, Target } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { ConnectChoice, Route, RouteReason, ShellKind } from '../../shared/route.ts';
import type { EndpointChoice } from '../eic/endpoint-choice.ts';
import type { WorkedWay } from './known-targets.ts';
import { sinceWords } from './since-words.ts';

export interface RouteFacts {
  readonly targetId: TargetId;
  /** Null: AWS could not be asked, or does not know it. */
  readonly target: Target | null;
  /** What an endpoint offers, or why none does; null when nobody could be asked and for managed nodes. */
  readonly endpoint: EndpointChoice | AppError | null;
  /** SSH was tried a while ago and was not there, or let nobody in; not tried again for some minutes. */
  readonly noSsh?: { readonly why: string; readonly at: number } | null;
  /** Epoch milliseconds, for words. */
  readonly now: number;
}

export interface Way {
  readonly route: Route;
  readonly shell: ShellKind;
}

export interface OpenWay extends Way {
  /** Why it is there, part of a sentence. */
  readonly why: string;
}

export interface ClosedWay extends Way {
  readonly notBecause: string;
}

export interface RoutePlan {
  /** In the order of trying. */
  readonly ways: readonly OpenWay[];
  readonly closed: readonly ClosedWay[];
  /** Both, in the order of preference. */
  readonly reasons: readonly RouteReason[];
}

type Verdict = { readonly rank: number; readonly why: string } | { readonly notBecause: string };

/**
 * `choice.shell` must be settled (not `automatic` by the user's setting): `automatic` here means SSH first, else the
 * shell of Session Manager.
 */
export function chooseRoutes(facts: RouteFacts, worked: WorkedWay | null, choice: ConnectChoice): RoutePlan {
  if (choice.shell === 'serial-console') return serialPlan(facts);
  const wanted = shellsOf(choice);
  const judged = WAYS.flatMap(({ rank, ...way }): Judged[] => {
    if (!wanted.includes(way.shell)) return [];
    const verdict = verdictOf(way, facts, choice);
    if (verdict === null) return [];
    if ('notBecause' in verdict) return [{ ...way, rank, verdict: 'not-possible', why: verdict.notBecause }];
    return [{ ...way, verdict: 'possible', ...verdict }];
  });
  const ordered = workedFirst(judged, worked).sort((a, b) => a.rank - b.rank);
  return planOf(ordered.map(({ rank: _rank, ...reason }) => reason));
}

/** What is closed and would have come before it stays there: why not is said each time. */
function workedFirst(judged: readonly Judged[], worked: WorkedWay | null): Judged[] {
  const first = judged.find((each) => each.verdict === 'possible' && isSame(each, worked));
  return judged.map((each) => {
    if (first === undefined) return each;
    if (each === first) return { ...each, rank: -1, why: 'it worked the last time' };
    return each.verdict === 'not-possible' && each.rank < first.rank ? { ...each, rank: -2 } : each;
  });
}

interface Judged extends RouteReason {
  readonly rank: number;
}

/** `reasons` in the order of preference; what is possible among them is tried in that order. */
export function planOf(reasons: readonly RouteReason[]): RoutePlan {
  const ways = reasons.filter(({ verdict }) => verdict === 'possible');
  const closed = reasons.filter(({ verdict }) => verdict === 'not-possible');
  return {
    ways: ways.map(({ route, shell, why }) => ({ route, shell, why })),
    closed: closed.map(({ route, shell, why }) => ({ route, shell, notBecause: why })),
    reasons,
  };
}

/** `rank`: where its reason stands when it is not possible. */
const WAYS: readonly (Way & { readonly rank: number })[] = [
  { route: 'jump', shell: 'ssh', rank: 0 },
  { route: 'ssm', shell: 'ssh', rank: 10 },
  { route: 'eice', shell: 'ssh', rank: 20 },
  { route: 'direct', shell: 'ssh', rank: 30 },
  { route: 'ssm', shell: 'session-manager', rank: 50 },
];

function shellsOf({ shell }: ConnectChoice): readonly ShellKind[] {
  return shell === 'automatic' ? ['ssh', 'session-manager'] : [shell];
}

/** Null: not a way that the choice or the kind of target leaves to talk about. */
function verdictOf(way: Way, facts: RouteFacts, choice: ConnectChoice): Verdict | null {
  const chosen = choice.route.kind;
  if (chosen !== 'automatic' && chosen !== way.route) return null;
  const isChosen = chosen === way.route;
  if (way.shell === 'session-manager') return sessionManagerVerdict(facts, isChosen, choice);
  switch (way.route) {
    case 'jump':
      return isChosen ? { rank: 0, why: 'chosen' } : null;
    case 'ssm':
      return sshVerdict(facts, choice) ?? ssmVerdict(facts, isChosen);
    case 'eice':
      return isInstance(facts)
        ? (sshVerdict(facts, choice) ?? endpointVerdict(facts, isChosen, choice))
        : null;
    case 'direct':
      return sshVerdict(facts, choice) ?? directVerdict(facts, isChosen, choice);
  }
}

/** What speaks against SSH on this target whatever the route; null for nothing. */
function sshVerdict(
  { target, targetId, noSsh = null, now }: RouteFacts,
  choice: ConnectChoice,
): Verdict | null {
  if (targetId.startsWith('ecs:')) return { notBecause: 'a container has no SSH' };
  // Somebody who asks for SSH, or brings a key, knows that there is one.
  const isAskedFor = choice.shell === 'ssh' || BROUGHT.includes(choice.identity.kind);
  if (isAskedFor) return null;
  if (target?.platform === 'windows') return { notBecause: 'it is a Windows machine' };
  if (targetId.startsWith('mi-')) return { notBecause: 'AWS sends no keys to managed nodes' };
  if (noSsh !== null) return { notBecause: `${noSsh.why} (at ${sinceWords(noSsh.at, now)})` };
  return null;
}

const BROUGHT: readonly ConnectChoice['identity']['kind'][] = ['key-file', 'key-agent', 'password'];

function ssmVerdict({ target, now }: RouteFacts, isChosen: boolean): Verdict {
  const reach = target?.ssm ?? ({ status: 'unknown' } as const);
  if (isChosen) return { rank: 0, why: 'chosen' };
  switch (reach.status) {
    case 'online':
      return { rank: 10, why: 'its agent is online' };
    case 'unknown':
      return { rank: 40, why: 'whether its agent is online could not be asked' };
    case 'offline':
    case 'unmanaged':
      return { notBecause: agentWords(reach, now) };
  }
}

function agentWords(reach: SsmReach, now: number): string {
  if (reach.status === 'unmanaged') return 'not managed by Systems Manager';
  const at = reach.status === 'offline' ? reach.lastPingAt : null;
  return at === null ? 'agent offline' : `agent offline since ${sinceWords(at, now)}`;
}

function endpointVerdict({ endpoint }: RouteFacts, isChosen: boolean, { port }: ConnectChoice): Verdict {
  if (port !== 22)
    return isChosen
      ? { rank: 0, why: 'chosen' }
      : { notBecause: `an endpoint does not lead to port ${String(port)}` };
  if (endpoint === null)
    // Asked again when it is tried, and then said in AWS's words.
    return isChosen ? { rank: 0, why: 'chosen' } : { notBecause: 'endpoints could not be asked' };
  if (endpoint instanceof Error)
    return isChosen ? { rank: 0, why: 'chosen' } : { notBecause: partOf(endpoint) };
  return isChosen
    ? { rank: 0, why: 'chosen' }
    : { rank: 20, why: `endpoint ${endpoint.endpoint.id} is in its VPC` };
}

function directVerdict(
  { target, targetId }: RouteFacts,
  isChosen: boolean,
  choice: ConnectChoice,
): Verdict | null {
  if (isChosen) return { rank: 0, why: 'chosen' };
  if (target === null || choice.route.kind === 'direct') return null;
  if (target.publicAddress !== null) return { rank: 30, why: 'it has a public address' };
  const address = target.privateAddress ?? target.ipv6Address;
  if (address === null || targetId.startsWith('mi-')) return { notBecause: 'no public address' };
  return { rank: 60, why: 'a private address, if a VPN leads there' }; // after WAYS' last
}

function sessionManagerVerdict(facts: RouteFacts, isChosen: boolean, choice: ConnectChoice): Verdict {
  const verdict = ssmVerdict(facts, isChosen || choice.shell === 'session-manager');
  if ('notBecause' in verdict) return verdict;
  // Last, because it is less: no files, no forwarding. Where SSH is out of the question it is the first anyway.
  return { rank: 50, why: verdict.why };
}

function serialPlan({ targetId, target }: RouteFacts): RoutePlan {
  const way = { route: 'direct', shell: 'serial-console' } as const;
  const isInstanceOfEc2 = targetId.startsWith('i-') && target?.kind !== 'managed-node';
  return planOf([
    isInstanceOfEc2
      ? { ...way, verdict: 'possible', why: 'chosen' }
      : { ...way, verdict: 'not-possible', why: 'only EC2 instances have one' },
  ]);
}

function isInstance({ targetId }: RouteFacts): boolean {
  return targetId.startsWith('i-');
}

function isSame(way: Way, worked: WorkedWay | null): boolean {
  return worked !== null && worked.route === way.route && worked.shell === way.shell && way.shell === 'ssh';
}

/** An AppError's sentence inside of ours: without its full stop and with a small letter, unless it is a name. */
export function partOf(error: AppError): string {
  const text = error.message.replace(/\.$/, '');
  return /^[A-Z][a-z]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
