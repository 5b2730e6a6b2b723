// What "automatic" means for the shell of a connection: the user's setting decides, unless SSH is plainly meant. Pure.
import type { ConnectChoice } from '../../shared/route.ts';
import type { Settings } from '../../shared/settings.ts';

/** `automatic` in the answer: SSH by the best route, else Session Manager's shell. */
export function settleShell(how: ConnectChoice, newShells: Settings['newShells']): ConnectChoice {
  if (how.shell !== 'automatic') return how;
  // Only SSH goes by these routes, has users or takes keys.
  const meansSsh =
    (how.route.kind !== 'automatic' && how.route.kind !== 'ssm') ||
    how.user !== null ||
    how.identity.kind !== 'automatic';
  return { ...how, shell: newShells === 'session-manager' && !meansSsh ? 'session-manager' : 'automatic' };
}
