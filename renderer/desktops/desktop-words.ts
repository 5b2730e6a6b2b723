// The steps to a desktop in words, and where an open one stands. Pure.
import { assertNever } from '../../shared/assert-never.ts';
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import type { RdpPhase } from '../../shared/rdp.ts';
import type { Route } from '../../shared/route.ts';
import type { StateWords } from '../targets/target-words.ts';

type DesktopStep = Exclude<RdpPhase['kind'], 'open' | 'disconnected' | 'ended'>;

/** In the order in which they happen. */
export const DESKTOP_STEPS: readonly { readonly step: DesktopStep; readonly words: string }[] = [
  { step: 'opening-tunnel', words: 'Opening a tunnel' },
  { step: 'waiting-for-desktop', words: 'Waiting until Windows answers' },
  { step: 'checking-certificate', words: 'Checking its certificate' },
  { step: 'getting-password', words: 'Getting the password' },
  { step: 'starting-client', words: 'Starting the RDP client' },
  { step: 'waiting-for-client', words: 'Connecting' },
];

/** -1 for a phase that is no step. */
export function desktopStepIndex(kind: RdpPhase['kind']): number {
  return DESKTOP_STEPS.findIndex(({ step }) => step === kind);
}

/** The words of the step that is under way: what is known by now is named. */
export function stepWords(phase: RdpPhase): string {
  if (phase.kind === 'starting-client') return `Starting ${phase.client}`;
  if (phase.kind === 'waiting-for-client') return `${phase.client} is connecting`;
  return DESKTOP_STEPS[desktopStepIndex(phase.kind)]?.words ?? '';
}

/** What else is worth knowing while one waits, in sentences. */
export function stepNotes({ phase, tunnel }: DesktopSnapshot): readonly string[] {
  const notes: string[] = [];
  if (phase.kind === 'waiting-for-desktop' && phase.problem !== null)
    notes.push(`Try ${phase.attempt}: ${phase.problem}`);
  if (phase.kind === 'waiting-for-client') notes.push(...phase.notes);
  const state = tunnel?.state;
  if (state?.kind === 'reconnecting') notes.push(`The tunnel is reconnecting: ${state.reason}`);
  if (state?.kind === 'waiting-for-credentials')
    notes.push(`Sign in to AWS to go on: ${state.error.message}`);
  return notes;
}

/** Where a desktop stands that was reached; null before and after. */
export function desktopState({ phase, tunnel }: DesktopSnapshot): StateWords | null {
  switch (phase.kind) {
    case 'open': {
      const state = tunnel?.state.kind;
      if (state === 'reconnecting') return { sign: 'wait', tone: 'warn', text: 'The tunnel is reconnecting' };
      if (state === 'waiting-for-credentials')
        return { sign: 'wait', tone: 'warn', text: 'Sign in to AWS to go on' };
      return { sign: 'check', tone: 'ok', text: 'Connected' };
    }
    case 'disconnected':
      return { sign: 'wait', tone: 'warn', text: 'No connection; the client may come back by itself' };
    case 'opening-tunnel':
    case 'waiting-for-desktop':
    case 'checking-certificate':
    case 'getting-password':
    case 'starting-client':
    case 'waiting-for-client':
    case 'ended':
      return null;
    default:
      return assertNever(phase);
  }
}

const ROUTE_NAMES: Readonly<Record<Route, string>> = {
  ssm: 'Session Manager',
  eice: 'EC2 Instance Connect Endpoint',
  direct: 'SSH, directly',
  jump: 'a jump host',
};

/** By what it is reached, and how fast that is; null before it is known. */
export function desktopRouteWords({ route, tunnel }: DesktopSnapshot): string | null {
  if (route === null) return null;
  const rtt = tunnel?.roundTripMs ?? null;
  return `${ROUTE_NAMES[route]}${rtt === null ? '' : ` · ${Math.max(1, Math.round(rtt))} ms`}`;
}

/** "SSM not used: agent offline since 14:02"; null where nothing would have come before its route. */
export function desktopRouteNote({ routeNote }: DesktopSnapshot): string | null {
  const [, ...passed] = routeNote?.split('; ') ?? [];
  return passed.length === 0 ? null : passed.join('; ');
}

/** How one signs in, for the facts of an open desktop. */
export function accountWords({ spec }: DesktopSnapshot): string {
  return spec.userName ?? 'Administrator, with the first password from AWS';
}
