// Which ways lead to a port of a target, in the order of trying: the routes of its SSH, as a tunnel needs them. Pure.
import type { TunnelSpec } from '../../shared/tunnel.ts';
import { portEnd } from '../ssm/port-documents.ts';
import type { WorkedWay } from './known-targets.ts';
import { chooseRoutes, planOf, type RouteFacts, type RoutePlan, type Way } from './route.ts';

/** What endpoints lead to (fact sheet 1.14). */
const ENDPOINT_PORTS: readonly number[] = [22, 3389];

/** `worked`: by which way SSH was reached the last time. */
export function planForPort(spec: TunnelSpec, facts: RouteFacts, worked: WorkedWay | null): RoutePlan {
  if (facts.targetId.startsWith('ecs:') && spec.direction.kind === 'to-target') return INTO_CONTAINER;
  const plan = sessionsFirst(chooseRoutes(facts, worked, { ...spec.reach, shell: 'ssh' }));
  if (expectsSsh(spec, facts)) return plan;
  const without = withoutSsh(plan, spec);
  return without.ways.length === 0 && spec.direction.kind === 'to-target' ? askForSession(without) : without;
}

/** Without SSH: there is none. */
const INTO_CONTAINER = planOf([
  { route: 'ssm', shell: 'ssh', verdict: 'possible', why: 'Session Manager leads into containers' },
]);

/** An endpoint leads to this port itself, without SSH in between. */
export function isEndpointPort({ direction, remoteHost, remotePort }: TunnelSpec): boolean {
  const isOwnPort = portEnd(remoteHost, remotePort).kind === 'target';
  return direction.kind === 'to-target' && isOwnPort && ENDPOINT_PORTS.includes(remotePort);
}

/** A tunnel by SSM needs no sign-in and no SSH: it comes before others even where the agent could not be asked about. */
function sessionsFirst({ reasons }: RoutePlan): RoutePlan {
  const bySsm = ({ route, verdict }: RoutePlan['reasons'][number]): boolean =>
    route === 'ssm' && verdict === 'possible';
  return planOf([...reasons.filter(bySsm), ...reasons.filter((each) => !bySsm(each))]);
}

/** Who chooses a route or brings a key knows that there is one. */
function expectsSsh({ reach }: TunnelSpec, { target }: RouteFacts): boolean {
  return (
    target?.platform !== 'windows' ||
    reach.route.kind !== 'automatic' ||
    reach.identity.kind !== 'automatic' ||
    reach.user !== null
  );
}

function withoutSsh({ reasons }: RoutePlan, spec: TunnelSpec): RoutePlan {
  const needsSsh = ({ route }: Way): boolean =>
    spec.direction.kind !== 'to-target' || !(route === 'ssm' || (route === 'eice' && isEndpointPort(spec)));
  return planOf(
    reasons.map((each) =>
      each.verdict === 'possible' && needsSsh(each)
        ? { ...each, verdict: 'not-possible', why: 'it needs SSH, and this is a Windows machine' }
        : each,
    ),
  );
}

/**
 * Nothing else is left: what is known of the agent may be old by minutes, and why it takes no session is said better by
 * AWS.
 */
function askForSession({ reasons }: RoutePlan): RoutePlan {
  return planOf(reasons.map((each) => (each.route === 'ssm' ? { ...each, verdict: 'possible' } : each)));
}
