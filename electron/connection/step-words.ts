// The steps of reaching a target, one line each, for people on stderr. Pure.
import type { ShellPhase } from './connection-phase.ts';
import type { Way } from './route.ts';
import { nameOfWay } from './route-words.ts';

/** Null: not worth a line. */
export function stepWords(phase: ShellPhase): string | null {
  switch (phase.kind) {
    case 'starting-session':
      return 'Starting a session…';
    case 'waiting-for-agent':
      return 'Waiting for the agent…';
    case 'securing':
      return 'Setting up KMS encryption…';
    case 'reconnecting':
      return `Reconnecting (try ${phase.attempt}): ${phase.reason}.`;
    case 'sending-key':
      return 'Handing a one-time key to AWS…';
    case 'choosing-route':
    case 'opening-channel':
    case 'dialling':
    case 'exchanging-keys':
    case 'checking-host-key':
    case 'signing-in':
    case 'opening-shell':
    case 'open':
      return null;
  }
}

export function tryWords(way: Way): string {
  return `Trying by ${nameOfWay(way)}…`;
}
