// Where the launch of a desktop stands, as one union: events in, phases out, and the words for each. Pure.
import type { RdpEnding, RdpPhase } from '../../shared/rdp.ts';
import { assertNever } from '../../shared/assert-never.ts';

/** Times are epoch milliseconds. */
export type LaunchEvent =
  | { readonly kind: 'begin' }
  | { readonly kind: 'tunnel-open' }
  | { readonly kind: 'knock'; readonly attempt: number; readonly problem: string | null }
  | { readonly kind: 'desktop-answered' }
  | { readonly kind: 'certificate-fine' }
  | { readonly kind: 'password-there'; readonly client: string }
  | { readonly kind: 'client-started'; readonly notes: readonly string[] }
  /** Connections of the client through the tunnel. */
  | { readonly kind: 'connections'; readonly count: number; readonly at: number }
  | { readonly kind: 'ended'; readonly at: number; readonly ending: RdpEnding };

export const FIRST_PHASE: RdpPhase = { kind: 'opening-tunnel' };

/** An event that does not fit the phase leaves it as it is: what comes late from an earlier step changes nothing. */
export function nextPhase(phase: RdpPhase, event: LaunchEvent): RdpPhase {
  switch (event.kind) {
    case 'begin':
      return FIRST_PHASE;
    case 'tunnel-open':
      return phase.kind === 'opening-tunnel'
        ? { kind: 'waiting-for-desktop', attempt: 1, problem: null }
        : phase;
    case 'knock':
      return phase.kind === 'waiting-for-desktop' && phase.attempt !== event.attempt
        ? { kind: 'waiting-for-desktop', attempt: event.attempt, problem: event.problem }
        : phase;
    case 'desktop-answered':
      return phase.kind === 'waiting-for-desktop' ? { kind: 'checking-certificate' } : phase;
    case 'certificate-fine':
      return phase.kind === 'checking-certificate' ? { kind: 'getting-password' } : phase;
    case 'password-there':
      return phase.kind === 'getting-password' ? { kind: 'starting-client', client: event.client } : phase;
    case 'client-started':
      return phase.kind === 'starting-client'
        ? { kind: 'waiting-for-client', client: phase.client, notes: [...event.notes] }
        : phase;
    case 'connections':
      return afterConnections(phase, event.count, event.at);
    case 'ended':
      return phase.kind === 'ended' ? phase : { kind: 'ended', at: event.at, ending: event.ending };
    default:
      return assertNever(event);
  }
}

function afterConnections(phase: RdpPhase, count: number, at: number): RdpPhase {
  switch (phase.kind) {
    case 'waiting-for-client':
    case 'disconnected':
      return count > 0 ? { kind: 'open', since: at, client: phase.client, notes: phase.notes } : phase;
    case 'open':
      return count > 0
        ? phase
        : { kind: 'disconnected', since: at, client: phase.client, notes: phase.notes };
    case 'opening-tunnel':
    case 'waiting-for-desktop':
    case 'checking-certificate':
    case 'getting-password':
    case 'starting-client':
    case 'ended':
      return phase;
    default:
      return assertNever(phase);
  }
}

/** One line for people. */
export function phaseWords(phase: RdpPhase): string {
  switch (phase.kind) {
    case 'opening-tunnel':
      return 'Opening the tunnel…';
    case 'waiting-for-desktop':
      return phase.problem === null
        ? 'Waiting for the desktop to answer…'
        : `Waiting for the desktop to answer (try ${phase.attempt}): ${phase.problem}`;
    case 'checking-certificate':
      return 'Checking the certificate…';
    case 'getting-password':
      return 'Getting the password…';
    case 'starting-client':
      return `Starting ${phase.client}…`;
    case 'waiting-for-client':
      return `${phase.client} is connecting…`;
    case 'open':
      return `Connected with ${phase.client}.`;
    case 'disconnected':
      return `${phase.client} has no connection; it may come back.`;
    case 'ended':
      return endingWords(phase.ending);
    default:
      return assertNever(phase);
  }
}

function endingWords(ending: RdpEnding): string {
  switch (ending.kind) {
    case 'closed':
      return 'The desktop was closed.';
    case 'cancelled':
      return 'Cancelled.';
    case 'failed':
      return ending.error.message;
    default:
      return assertNever(ending);
  }
}
