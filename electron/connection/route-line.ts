// The line of a tunnel by the best route: a port session of SSM, an endpoint for SSH and RDP, else SSH with -L over
// whatever route its SSH is reached by ("a database behind an instance that only an endpoint leads to"), or with -R.
import { AppError } from '../../shared/app-error.ts';
import type { TunnelSpec } from '../../shared/tunnel.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Line, LineWay, OpenLineRequest } from '../base/transport.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import { portEnd } from '../ssm/port-documents.ts';
import { openEndpointLine } from './endpoint-line.ts';
import { listenAtTarget, type ListenParts } from './listen-at-target.ts';
import { isEndpointPort, planForPort } from './port-plan.ts';
import {
  reachByWay,
  type ReachEvents,
  type ReachParts,
  refuseIfOff,
  tryPlan,
  UNHEARD,
} from './reach-target.ts';
import type { RouteFacts, Way } from './route.ts';
import { routeNote } from './route-words.ts';
import { SshLine, type SshLineRequest } from './ssh-line.ts';
import { openSsmLine } from './ssm-line.ts';

/** Rejects with AppError when no route leads there. */
export async function openRouteLine(
  spec: TunnelSpec,
  clients: AwsClients,
  parts: ReachParts,
  request: OpenLineRequest,
): Promise<Line> {
  const { targetId, reach } = spec;
  const { signal } = request;
  await clients.credentials.current(signal);
  const facts = await parts.facts.of(clients, targetId, reach.route, signal);
  refuseIfOff(facts);
  const worked = parts.knownTargetsOf(clients.access).find(targetId)?.way ?? null;
  const plan = planForPort(spec, facts, worked);
  try {
    // The note is complete when a way has worked, and by then the line is made.
    const way = { current: null as LineWay | null };
    const {
      value,
      way: used,
      reasons,
    } = await tryPlan(plan, signal, parts, UNHEARD, (each) =>
      lineBy({
        ...{ way: each, spec, clients, parts, facts, request },
        describe: () => way.current ?? { route: each.route, note: null },
      }),
    );
    way.current = { route: used.route, note: routeNote(reasons) };
    request.onChange();
    return value;
  } catch (error) {
    // What was known did not lead there: the next try asks anew.
    parts.facts.forget(clients.access, targetId);
    throw error;
  }
}

/** One way of the plan, and all that a line by it takes. */
interface LineTry {
  readonly way: Way;
  readonly spec: TunnelSpec;
  readonly clients: AwsClients;
  readonly parts: ReachParts;
  readonly facts: RouteFacts;
  readonly request: OpenLineRequest;
  readonly describe: () => LineWay;
}

async function lineBy(one: LineTry): Promise<Line> {
  const { way, spec, clients, parts, facts, request, describe } = one;
  const { targetId, remoteHost, remotePort, payloadBytes } = spec;
  const { clock, random, log, endpoints } = parts;
  if (spec.direction.kind !== 'to-target') return await lineOverSsh(one);
  if (way.route === 'ssm') {
    const line = await openSsmLine(
      {
        ...{ clients, targetId, clock, random },
        end: portEnd(remoteHost, remotePort),
        settings: { payloadBytes },
        log: log.part('ssm'),
      },
      request,
    );
    return described(line, describe);
  }
  const { endpoint } = facts;
  if (way.route === 'eice' && isEndpointPort(spec) && endpoint !== null && 'dnsName' in endpoint)
    return await openEndpointLine(
      { clients, choice: endpoint, port: remotePort, endpoints, clock },
      describe,
      request.signal,
    );
  return await lineOverSsh(one);
}

async function lineOverSsh(one: LineTry): Promise<Line> {
  const { way, spec, clients, parts, facts, describe } = one;
  const { signal, onChange, incoming } = one.request;
  const { targetId, reach } = spec;
  const made = { line: null as SshLine | null };
  const events: ReachEvents = {
    ...UNHEARD,
    onPhase: (phase) => {
      if (phase.kind === 'reconnecting')
        made.line?.setTrouble({ reason: phase.reason, nextTryAt: phase.nextTryAt, problem: null });
      else if (phase.kind === 'open') made.line?.setTrouble(null);
    },
  };
  const ssh = { clients, targetId, reach, chain: [], events };
  const renew = (inner: AbortSignal) => reachByWay(ssh, parts, facts, way, inner);
  const first = await renew(signal);
  const around = { clock: parts.clock, log: parts.log.part('ssh') };
  try {
    const to = await farEnd(spec, first.ssh, incoming, around, signal);
    made.line = new SshLine(first, describe, { to, renew, onChange, ...around });
    return made.line;
  } catch (error) {
    await first.ssh.close();
    throw error;
  }
}

async function farEnd(
  { direction, remoteHost, remotePort }: TunnelSpec,
  ssh: SshClient,
  incoming: OpenLineRequest['incoming'],
  around: ListenParts,
  signal: AbortSignal,
): Promise<SshLineRequest['to']> {
  switch (direction.kind) {
    case 'socks':
      return { kind: 'socks' };
    case 'to-target': {
      const isOwnPort = portEnd(remoteHost, remotePort).kind === 'target';
      // What listens on one family of loopback only is found by its name.
      const host = isOwnPort || remoteHost === null ? 'localhost' : remoteHost;
      return { kind: 'port', host, port: remotePort };
    }
    case 'to-here': {
      if (incoming === undefined)
        throw new AppError('internal', 'Nobody takes the connections of this tunnel.');
      return {
        kind: 'from-target',
        first: await listenAtTarget(ssh, direction, incoming, around, signal),
        listen: (next, portBefore, inner) =>
          listenAtTarget(next, direction, { ...incoming, portBefore }, around, inner),
      };
    }
  }
}

/** The same line, with its way. */
function described(line: Line, describe: () => LineWay): Line {
  return {
    dial: (signal) => line.dial(signal),
    get roundTripMs() {
      return line.roundTripMs;
    },
    get sessionCount() {
      return line.sessionCount;
    },
    get trouble() {
      return line.trouble;
    },
    get way() {
      return describe();
    },
    ended: line.ended,
    probe: () => {
      line.probe();
    },
    close: () => line.close(),
  };
}
