// The ways to a target as rows of the inspector: in use, ready, or why not. Pure.
import { assertNever } from '../../shared/assert-never.ts';
import type { Target } from '../../shared/aws.ts';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { Route, RouteReason } from '../../shared/route.ts';
import { ROUTE_SHORT } from '../connections/way-words.ts';
import { ssmRoute } from './target-words.ts';
import type { RouteWords } from './target-words.ts';

export interface RouteRow extends RouteWords {
  readonly name: string;
}

const ORDER: readonly Route[] = ['ssm', 'eice', 'direct', 'jump'];

/** `reasons`: of the connection, else what is known without one; empty where nothing is known but the agent. */
export function routeRows(
  target: Target,
  connection: ConnectionSnapshot | null,
  reasons: readonly RouteReason[],
): readonly RouteRow[] {
  const live = connection !== null && connection.phase.kind !== 'ended' ? connection : null;
  if (live?.shell === 'serial-console') return [{ name: 'Serial', ...liveWords(live, 'serial console') }];
  const rows = ORDER.flatMap((route): RouteRow[] => {
    const name = ROUTE_SHORT[route];
    if (live?.route === route) return [{ name, ...liveRow(target, live) }];
    // Two shells lead over SSM: the better verdict counts.
    const own = reasons.filter((reason) => reason.route === route);
    const best = own.find(({ verdict }) => verdict === 'failed') ?? own.find(isPossible) ?? own[0];
    if (route === 'ssm' && best?.verdict !== 'failed') return [{ name, ...ssmRoute(target, null) }];
    return best === undefined ? [] : [{ name, ...reasonWords(best) }];
  });
  return rows.reduce(joined, []);
}

/** What speaks against several routes is said once, with all their names. */
function joined(rows: readonly RouteRow[], row: RouteRow): readonly RouteRow[] {
  const last = rows.at(-1);
  const isSame = last?.sign === 'off' && row.sign === 'off' && last.text === row.text && row.hint === null;
  return isSame ? [...rows.slice(0, -1), { ...last, name: `${last.name}, ${row.name}` }] : [...rows, row];
}

function isPossible({ verdict }: RouteReason): boolean {
  return verdict === 'possible' || verdict === 'used';
}

function liveRow(target: Target, live: ConnectionSnapshot): RouteWords {
  if (live.route === 'ssm') return ssmRoute(target, live);
  const used = live.routeReasons.find(({ route, shell }) => route === live.route && shell === live.shell);
  return liveWords(live, used?.why ?? null);
}

function liveWords(live: ConnectionSnapshot, why: string | null): RouteWords {
  const isOpen = live.phase.kind === 'open';
  const doing = isOpen ? 'in use' : live.phase.kind === 'reconnecting' ? 'reconnecting' : 'connecting';
  const pace = live.roundTripMs === null ? null : `${Math.max(1, Math.round(live.roundTripMs))} ms`;
  return {
    sign: isOpen ? 'check' : 'wait',
    tone: isOpen ? 'ok' : 'warn',
    text: [doing, pace, why].filter((part) => part !== null).join(' · '),
    hint: null,
  };
}

function reasonWords({ route, verdict, why }: RouteReason): RouteWords {
  switch (verdict) {
    case 'used':
    case 'possible':
      // Whether a network leads there is known only once it is tried.
      if (route === 'direct') return { sign: 'ring', tone: 'dim', text: `possible · ${why}`, hint: null };
      return { sign: 'ring', tone: 'ok', text: `ready · ${why}`, hint: null };
    case 'failed':
      return { sign: 'off', tone: 'bad', text: `did not work: ${why}`, hint: null };
    case 'not-possible':
      return { sign: 'off', tone: 'dim', text: why, hint: null };
    default:
      return assertNever(verdict);
  }
}
