// What happens to a tunnel, as one JSON object for programs or one sentence for people. Pure.
import { assertNever } from '../../shared/assert-never.ts';
import type { TunnelSnapshot } from '../../shared/tunnel.ts';
import { printable } from './printable.ts';

/** Stable: scripts read it. */
export function tunnelReport(snapshot: TunnelSnapshot): object {
  const { state } = snapshot;
  return {
    event: 'state',
    state: state.kind,
    reason: 'reason' in state ? state.reason : 'error' in state ? state.error.message : null,
    nextTryAt: 'nextTryAt' in state ? state.nextTryAt : null,
    openConnections: snapshot.openConnections,
    totalConnections: snapshot.totalConnections,
    upBytes: snapshot.upBytes,
    downBytes: snapshot.downBytes,
    route: snapshot.route,
    sessions: snapshot.sessionCount,
    roundTripMs: snapshot.roundTripMs === null ? null : Math.round(snapshot.roundTripMs),
    lastError: snapshot.lastError?.error ?? null,
  };
}

export function tunnelSentence({ state, routeNote }: TunnelSnapshot, now: number): string {
  switch (state.kind) {
    case 'off':
      return 'The tunnel is off.';
    case 'listening':
      return state.reason === null ? 'Waiting for a connection.' : `Waiting: ${printable(state.reason)}`;
    case 'starting':
      return 'Starting the session…';
    case 'open':
      return routeNote === null ? 'Connected.' : `Connected ${printable(routeNote)}.`;
    case 'reconnecting': {
      const seconds = state.nextTryAt === null ? 0 : Math.ceil((state.nextTryAt - now) / 1000);
      const when = seconds > 0 ? `next try in ${seconds} s` : 'trying now';
      return `Reconnecting: ${printable(state.reason)}; ${when}. Connections wait.`;
    }
    case 'waiting-for-credentials':
      return `Waiting for credentials: ${printable(state.error.message)} Connections wait.`;
    // The command ends with it.
    case 'waiting-for-port':
    case 'failed':
      return `Failed: ${printable(state.error.message)}`;
    default:
      return assertNever(state);
  }
}
