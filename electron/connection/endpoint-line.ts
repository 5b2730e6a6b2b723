// The route `eice` as a tunnel to port 22 or 3389 sees it: every connection is a socket of its own, signed when it is
// made. There is nothing to keep open between them.
import type { AwsClients } from '../aws/clients.ts';
import type { Clock } from '../base/clock.ts';
import type { Line, LineEnding, LineWay } from '../base/transport.ts';
import type { EndpointChoice } from '../eic/endpoint-choice.ts';
import type { EndpointDials } from './endpoint-dial.ts';

export interface EndpointLineRequest {
  readonly clients: AwsClients;
  readonly choice: EndpointChoice;
  readonly port: number;
  readonly endpoints: EndpointDials;
  readonly clock: Clock;
}

export function endpointLine(request: EndpointLineRequest, describe: () => LineWay): Line {
  const { clients, choice, port, endpoints, clock } = request;
  const sockets = new Set<{ destroy(): void }>();
  let settle: (ending: LineEnding) => void = () => undefined;
  return {
    get way() {
      return describe();
    },
    dial: async (signal) => {
      const socket = await endpoints.dial(clients, choice, port, clock, signal);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    roundTripMs: null,
    sessionCount: 0,
    trouble: null,
    ended: new Promise((resolve) => (settle = resolve)),
    // Each socket looks after itself.
    probe: () => undefined,
    close: () => {
      for (const socket of sockets) socket.destroy();
      settle({ kind: 'normal', reason: null });
      return Promise.resolve();
    },
  };
}
