// The route `ssm` to a port: credentials, StartSession with the right document, then the engine. One session a call;
// port-pool calls it as often as load asks.
import { AppError } from '../../shared/app-error.ts';
import type { TargetId } from '../../shared/ids.ts';
import { overrideUrls } from '../aws/endpoint-overrides.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { canLeadToHosts } from '../ssm/agent-version.ts';
import { openPortSession } from '../ssm/open-port-session.ts';
import { portDocument, type PortEnd } from '../ssm/port-documents.ts';
import type { PortSession } from '../ssm/port-session.ts';
import type { PortSettings } from '../ssm/port-settings.ts';
import type { SessionPhase } from '../ssm/session.ts';
import type { SessionControl } from '../ssm/session-control.ts';
import { makeSessionControl } from './session-control.ts';
import { startOrTakeBack } from './start-session.ts';

export interface SsmPortRequest {
  readonly clients: AwsClients;
  readonly targetId: TargetId;
  readonly end: PortEnd;
  readonly settings?: Partial<PortSettings>;
  /** Cancels the opening only. */
  readonly signal: AbortSignal;
  readonly onPhase?: (phase: SessionPhase) => void;
  /** What AWS said when asked to resume the session; null when it agreed. */
  readonly onResume?: (problem: AppError | null) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Rejects with AppError, after the session was terminated. */
export async function openSsmPort(request: SsmPortRequest): Promise<PortSession> {
  const { clients, targetId, signal, clock, random, log } = request;
  await clients.credentials.current(signal);
  const wanted = { targetId, ...portDocument(request.end), reason: null };
  const grant = await startOrTakeBack(clients, wanted, signal, log);
  const session = await openPortSession({
    grant,
    control: heard(makeSessionControl(clients, clock), request.onResume ?? (() => undefined)),
    targetId,
    policy: {
      region: clients.access.region,
      endpointOverrides: overrideUrls(clients.overrides).map((url) => new URL(url)),
    },
    network: clients.network,
    signal,
    clock,
    random,
    log,
    ...(request.settings === undefined ? {} : { settings: request.settings }),
    ...(request.onPhase === undefined ? {} : { onPhase: request.onPhase }),
  });
  if (request.end.kind !== 'beyond' || canLeadToHosts(session.agentVersion)) return session;
  await session.close();
  throw new AppError(
    'ssm/handshake-failed',
    'The agent of this instance is too old to lead to other hosts.',
    {
      detail: `It is ${session.agentVersion}; 3.1.1374.0 is needed. It would lead to port ${request.end.port} of the instance itself.`,
    },
  );
}

function heard(control: SessionControl, onResume: (problem: AppError | null) => void): SessionControl {
  return {
    ...control,
    async resume(sessionId, signal) {
      try {
        const grant = await control.resume(sessionId, signal);
        onResume(null);
        return grant;
      } catch (error) {
        if (error instanceof AppError) onResume(error);
        throw error;
      }
    },
  };
}
