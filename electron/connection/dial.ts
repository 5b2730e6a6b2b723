// The only file that knows that there are several routes: a route, a target and a port become a transport.
//
//   ssm     AWS-StartSSHSession over our data channel     session-dial
//   eice    an EC2 Instance Connect Endpoint              endpoint-dial
//   direct  TCP                                           direct-dial
//   jump    SSH of a saved connection                     jump-dial (handed in: it signs in, and so needs us)
import { AppError } from '../../shared/app-error.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { Route, RouteChoice } from '../../shared/route.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { dialDirect, directAddresses } from './direct-dial.ts';
import type { DialEvents, Dialled } from './dialled.ts';
import { checkEndpointPort, type EndpointDials } from './endpoint-dial.ts';
import type { RouteFacts } from './route.ts';
import { dialSession } from './session-dial.ts';

export interface DialParts {
  readonly endpoints: EndpointDials;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface DialRequest extends DialEvents {
  readonly clients: AwsClients;
  readonly targetId: TargetId;
  readonly route: Route;
  readonly choice: RouteChoice;
  readonly port: number;
  readonly facts: RouteFacts;
  /** Through the jump host that `choice` names. */
  readonly dialJump: (signal: AbortSignal) => Promise<Dialled>;
}

/** Rejects with AppError. Dialled is not connected: the far side may yet be found to be silent. */
export async function dialRoute(
  request: DialRequest,
  parts: DialParts,
  signal: AbortSignal,
): Promise<Dialled> {
  const { route, clients, choice, port, facts, onPhase } = request;
  switch (route) {
    case 'ssm':
      return await dialSession({ ...request, ...parts, log: parts.log.part('ssm') }, signal);
    case 'eice': {
      onPhase({ kind: 'dialling' });
      checkEndpointPort(port);
      if (facts.endpoint === null)
        throw new AppError('eice/no-endpoint', 'Endpoints of this VPC could not be asked for.', {
          detail: 'ec2:DescribeInstanceConnectEndpoints and ec2:DescribeInstances are needed.',
          retryable: true,
        });
      if (facts.endpoint instanceof AppError) throw facts.endpoint;
      const socket = await parts.endpoints.dial(clients, facts.endpoint, port, parts.clock, signal);
      return { ...PLAIN, transport: socket, cutAt: socket.cutAt };
    }
    case 'direct': {
      onPhase({ kind: 'dialling' });
      const isChosen = choice.kind === 'direct';
      const addresses = directAddresses(facts.target, isChosen ? choice.address : null);
      const isKnown = isChosen || (facts.target?.publicAddress ?? null) !== null;
      const kind = isKnown ? 'known' : 'guess';
      const transport = await dialDirect({ addresses, port, kind, clock: parts.clock }, signal);
      return { ...PLAIN, transport };
    }
    case 'jump':
      onPhase({ kind: 'dialling' });
      return await request.dialJump(signal);
    default:
      return assertNever(route);
  }
}

const PLAIN = { cutAt: null, sessionId: null, encrypted: false, probe: () => undefined } as const;
