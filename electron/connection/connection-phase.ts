// Where a connection is, as a pure reducer: every step of opening, losing and ending goes through here, so that a
// wrong order cannot be shown.
//
//   opening: getting-credentials -> starting-session -> (shell phases) -> open <-> reconnecting -> ended
//   While a route is tried its phases follow each other; a fall back to the next route begins them anew.
//   `ended` is final until `opening` begins anew
import { assertNever } from '../../shared/assert-never.ts';
import type { ConnectionEnding, ConnectionPhase } from '../../shared/connection.ts';

/** What the shell's own engine reports; `open` carries no times, they are kept here. */
export type ShellPhase =
  | {
      readonly kind:
        | 'choosing-route'
        | 'starting-session'
        | 'opening-channel'
        | 'waiting-for-agent'
        | 'securing'
        | 'dialling'
        | 'exchanging-keys'
        | 'checking-host-key'
        | 'sending-key'
        | 'signing-in'
        | 'opening-shell'
        | 'open';
    }
  | {
      readonly kind: 'reconnecting';
      readonly reason: string;
      readonly detail: string | null;
      readonly attempt: number;
      readonly nextTryAt: number | null;
    };

/** Times are epoch milliseconds. */
export type ConnectionEvent =
  | { readonly kind: 'opening'; readonly at: number }
  | { readonly kind: 'credentials-ready' }
  | { readonly kind: 'shell-phase'; readonly phase: ShellPhase; readonly at: number }
  | { readonly kind: 'ended'; readonly ending: ConnectionEnding; readonly at: number };

export interface ConnectionState {
  readonly phase: ConnectionPhase;
  readonly startedAt: number;
  /** The first time it was open: a reconnect does not begin the connection anew. */
  readonly opened: { readonly since: number; readonly connectMs: number } | null;
}

export function initialState(at: number): ConnectionState {
  return { phase: { kind: 'getting-credentials' }, startedAt: at, opened: null };
}

/** The same object when nothing changes. */
export function reduceConnection(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  if (event.kind === 'opening') return initialState(event.at);
  if (state.phase.kind === 'ended') return state;
  switch (event.kind) {
    case 'credentials-ready':
      if (state.phase.kind !== 'getting-credentials') return state;
      return { ...state, phase: { kind: 'starting-session' } };
    case 'shell-phase':
      return reduceShellPhase(state, event.phase, event.at);
    case 'ended':
      return { ...state, phase: { kind: 'ended', at: event.at, ending: event.ending } };
    default:
      return assertNever(event);
  }
}

function reduceShellPhase(state: ConnectionState, phase: ShellPhase, at: number): ConnectionState {
  switch (phase.kind) {
    case 'open': {
      const opened = state.opened ?? { since: at, connectMs: Math.max(0, at - state.startedAt) };
      return { ...state, opened, phase: { kind: 'open', ...opened } };
    }
    case 'choosing-route':
    case 'starting-session':
    case 'opening-channel':
    case 'waiting-for-agent':
    case 'securing':
    case 'dialling':
    case 'exchanging-keys':
    case 'checking-host-key':
    case 'sending-key':
    case 'signing-in':
    case 'opening-shell':
      // A resume goes through these too; seen from outside it is still one reconnecting.
      if (state.opened !== null) return state;
      return { ...state, phase: { kind: phase.kind } };
    case 'reconnecting':
      return { ...state, phase };
    default:
      return assertNever(phase);
  }
}

/** Cancel or close? Before it was first open, ending it is cancelling. */
export function endingOfClose(state: ConnectionState): ConnectionEnding {
  return state.opened === null ? { kind: 'cancelled' } : { kind: 'closed' };
}
