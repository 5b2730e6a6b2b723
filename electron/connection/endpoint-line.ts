// The route `eice` as a tunnel to port 22 or 3389 sees it: every connection is a socket of its own, signed when it is
// made. Nothing is kept open between them; one is opened at once, so that a refusal leaves time for another route.
import { AppError } from '../../shared/app-error.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Clock } from '../base/clock.ts';
import type { Line, LineEnding, LineWay } from '../base/transport.ts';
import type { EicSocket } from '../eic/eic-socket.ts';
import type { EndpointChoice } from '../eic/endpoint-choice.ts';
import type { EndpointDials } from './endpoint-dial.ts';
import { hearFirstWord } from './first-word.ts';

export interface EndpointLineRequest {
  readonly clients: AwsClients;
  readonly choice: EndpointChoice;
  readonly port: number;
  readonly endpoints: EndpointDials;
  readonly clock: Clock;
}

/** Whoever opened the line for a connection takes it at once. One that nobody takes must not hold one of 20 places. */
const FIRST_FOR_MS = 5_000;
const SSH_PORT = 22;
const SILENT_FOR_MS = 5_000;

/** Rejects with AppError when the endpoint refuses: `eice/…`, `aws/…`, `cancelled`. */
export async function openEndpointLine(
  request: EndpointLineRequest,
  describe: () => LineWay,
  opening: AbortSignal,
): Promise<Line> {
  const { clients, choice, port, endpoints, clock } = request;
  const sockets = new Set<EicSocket>();
  const dial = async (signal: AbortSignal): Promise<EicSocket> => {
    const socket = await endpoints.dial(clients, choice, port, clock, signal);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  let first: EicSocket | null = await dialFirst(dial, port, clock, opening);
  const takeFirst = (): EicSocket | null => {
    const taken = first;
    first = null;
    stopTimer();
    return taken?.destroyed === true ? null : taken;
  };
  const stopTimer = clock.after(FIRST_FOR_MS, () => {
    takeFirst()?.destroy();
  });
  let settle: (ending: LineEnding) => void = () => undefined;
  return {
    get way() {
      return describe();
    },
    dial: async (signal) => takeFirst() ?? (await dial(signal)),
    roundTripMs: null,
    sessionCount: 0,
    trouble: null,
    ended: new Promise((resolve) => (settle = resolve)),
    // Each socket looks after itself.
    probe: () => undefined,
    close: () => {
      stopTimer();
      for (const socket of sockets) socket.destroy();
      settle({ kind: 'normal', reason: null });
      return Promise.resolve();
    },
  };
}

/**
 * A refusal of the target comes after the endpoint's own word. What is no SSH may wait at that port for its client to begin:
 * it is believed after a silence. A server of RDP always does; who opens a desktop asks it first.
 */
async function dialFirst(
  dial: (signal: AbortSignal) => Promise<EicSocket>,
  port: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<EicSocket> {
  const socket = await dial(signal);
  if (port !== SSH_PORT) return socket;
  try {
    await hearFirstWord(socket, signal, clock, SILENT_FOR_MS);
    return socket;
  } catch (error) {
    if (
      error instanceof AppError &&
      error.code === 'ssh/no-banner' &&
      !socket.destroyed &&
      !socket.readableEnded
    )
      return socket;
    socket.destroy();
    throw error;
  }
}
