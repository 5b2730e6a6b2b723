// A shell on a target by the ways that the user's choice leaves, best first: SSH by a route, else the shell of Session
// Manager. Tells the window which way it is and why not by another.
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Settings } from '../../shared/settings.ts';
import type { RouteReason } from '../../shared/route.ts';
import { explainWindows } from './explain-windows.ts';
import {
  reachByWay,
  type ReachEvents,
  type ReachParts,
  refuseIfOff,
  tryPlan,
  UNHEARD,
} from './reach-target.ts';
import { chooseRoutes, partOf, type Way } from './route.ts';
import { routeNote } from './route-words.ts';
import { openSerialShell } from './serial-shell.ts';
import { settleShell } from './settle-shell.ts';
import type { RoutedShell, ShellRequest } from './shell-route.ts';
import { openSshShell, type ReachMore } from './ssh-shell.ts';
import { openSsmShell } from './ssm-shell.ts';

export interface ShellParts extends ReachParts {
  readonly newShells: () => Settings['newShells'];
}

/** Rejects with AppError; when `signal` aborts, with `cancelled` after everything was released. */
export async function openShell(request: ShellRequest, parts: ShellParts): Promise<RoutedShell> {
  const { access, targetId, signal, onWay } = request;
  const clients = await parts.clientsOf(access, signal);
  const how = settleShell(request.how, parts.newShells());
  if (how.shell === 'session-manager') {
    onWay({ route: 'ssm', shell: 'session-manager' });
    return await openPlainShell(request, clients, parts);
  }
  await clients.credentials.current(signal);
  request.onCredentials();
  request.onPhase({ kind: 'choosing-route' });
  const facts = await parts.facts.of(clients, targetId, how.route, signal);
  refuseIfOff(facts);
  const known = parts.knownTargetsOf(access).find(targetId);
  const plan = chooseRoutes(facts, known?.way ?? null, how);
  const events = eventsOf(request);
  onWay({ routeReasons: [...plan.reasons] });
  const chain = request.savedConnectionId === null ? [] : [request.savedConnectionId];
  const seen = { noSsh: null as AppError | null };
  const attempt = async (way: Way): Promise<RoutedShell> => {
    if (way.shell === 'session-manager') {
      request.onPhase({ kind: 'starting-session' });
      return await openPlainShell(request, clients, parts);
    }
    if (way.shell === 'serial-console') return await openSerialShell(request, clients, parts);
    const ssh = { clients, targetId, reach: how, chain, events };
    const reached = await reachByWay(ssh, parts, facts, way, signal).catch((error: unknown) => {
      if (error instanceof AppError && NO_SSH.includes(error.code)) seen.noSsh ??= error;
      throw error;
    });
    onWay({ cutAt: reached.way.cutAt });
    // One session moves less than a megabyte a second; other routes are as fast as the network.
    const more: ReachMore | null =
      way.route === 'ssm'
        ? (inner) => reachByWay({ ...ssh, events: UNHEARD }, { ...parts, ask: askNobody }, facts, way, inner)
        : null;
    return await openSshShell(reached, request.size, signal, more);
  };
  try {
    const { value, way, reasons } = await tryPlan(plan, signal, parts, events, attempt);
    if (seen.noSsh !== null && way.shell === 'session-manager')
      parts.facts.noteNoSsh(access, targetId, partOf(seen.noSsh));
    onWay({ routeReasons: [...reasons], routeNote: routeNote(reasons) });
    return value;
  } catch (error) {
    // What was known did not lead there: the next try asks anew.
    parts.facts.forget(access, targetId);
    throw explainWindows(error, facts, how.identity);
  }
}

/** The machine itself has no SSH, or lets nobody in whose key AWS hands over: that stays so until somebody changes it. */
const NO_SSH: readonly AppErrorCode[] = [
  'ssh/no-banner',
  'ssh/not-ssh',
  'ssh/no-safe-algorithm',
  'ssh/sign-in-refused',
  'ssh/pushed-key-refused',
];

/** A further session is no reason to ask for a password again: then there is none. */
const askNobody = (): Promise<never> =>
  Promise.reject(new AppError('ssh/sign-in-refused', 'A further session would have to ask something.'));

function openPlainShell(
  request: ShellRequest,
  clients: AwsClients,
  { clock, log }: ShellParts,
): Promise<RoutedShell> {
  return openSsmShell({ ...request, clients, clock, log: log.part('ssm') });
}

function eventsOf({ onPhase, onSessionId, onWay }: ShellRequest): ReachEvents {
  return {
    onPhase,
    onSessionId,
    onUser: (user) => {
      onWay({ user });
    },
    onHostKey: (hostKey) => {
      onWay({ hostKey });
    },
    onTry: ({ route, shell }: Way, reasons: readonly RouteReason[]) => {
      // What another way had found out does not hold for this one.
      onWay({ route, shell, routeReasons: [...reasons], user: null, hostKey: null, cutAt: null });
    },
  };
}
