// The way of a connection in words: by what it goes, and why not by what would have come before it. Pure.
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Route, RouteReason } from '../../shared/route.ts';

export interface KnownWay extends Pick<ConnectionSnapshot, 'route' | 'shell'> {
  readonly routeReasons: readonly RouteReason[];
}

export const ROUTE_SHORT: Readonly<Record<Route, string>> = {
  ssm: 'SSM',
  eice: 'EICE',
  direct: 'Direct',
  jump: 'Jump',
};

/** After "over": "SSH via EICE", "Session Manager", "the serial console". Null before a way was chosen. */
export function wayWords({ route, shell }: Pick<KnownWay, 'route' | 'shell'>): string | null {
  switch (shell) {
    case null:
      return null;
    case 'session-manager':
      return 'Session Manager';
    case 'serial-console':
      return 'the serial console';
    case 'ssh':
      return sshWords(route);
    default:
      return assertNever(shell);
  }
}

function sshWords(route: Route | null): string {
  switch (route) {
    case null:
      return 'SSH';
    case 'ssm':
      return 'SSH via Session Manager';
    case 'eice':
      return 'SSH via EICE';
    case 'direct':
      return 'SSH, directly';
    case 'jump':
      return 'SSH via a jump host';
    default:
      return assertNever(route);
  }
}

/** "SSM not used: agent offline since 14:02", for every way that would have come before this one. Null: none would. */
export function passedWords(way: KnownWay): string | null {
  const at = way.routeReasons.findIndex(({ route, shell }) => route === way.route && shell === way.shell);
  const passed = way.routeReasons.filter(
    ({ verdict }, index) => verdict === 'failed' || (verdict === 'not-possible' && index < at),
  );
  // Each reason once, with all the ways that it speaks against.
  const whys = [...new Set(passed.map(({ why }) => why))];
  const parts = whys.map((why) => {
    const names = namesOf(
      passed.filter((each) => each.why === why),
      way,
    );
    return `${names} not used: ${why}`;
  });
  return parts.length === 0 ? null : parts.join('; ');
}

/** The status line's words. */
export function statusWords(way: KnownWay): string {
  const words = way.shell === 'session-manager' ? 'via Session Manager' : (wayWords(way) ?? 'Connected');
  const passed = passedWords(way);
  return [
    words === 'the serial console' ? 'Serial console' : words,
    ...(passed === null ? [] : [passed]),
  ].join('; ');
}

function namesOf(reasons: readonly RouteReason[], { shell, routeReasons }: KnownWay): string {
  const isSsh = (reason: RouteReason): boolean => reason.shell === 'ssh';
  const isAllOfSsh = reasons.length === routeReasons.filter(isSsh).length && reasons.every(isSsh);
  if (shell === 'session-manager' && isAllOfSsh) return 'SSH';
  const names = reasons.map((reason) =>
    isSsh(reason) ? ROUTE_SHORT[reason.route] : (wayWords(reason) ?? ROUTE_SHORT[reason.route]),
  );
  return `${shell === 'session-manager' ? 'SSH over ' : ''}${names.join(' and ')}`;
}
