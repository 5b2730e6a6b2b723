// The route `ssm` from an access to an open session: credentials, StartSession, then the engine. Where AWS and the
// engine meet, for the window's shells and for the command line.
import { AppError } from '../../shared/app-error.ts';
import type { TerminalSize } from '../../shared/connection.ts';
import type { AwsClients } from '../aws/clients.ts';
import { overrideUrls } from '../aws/endpoint-overrides.ts';
import type { SessionGrant, StartSessionRequest } from '../aws/ssm-api.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { ShellPhase, ShellSession } from '../ssm/shell-session.ts';
import { openShellSession } from '../ssm/shell-session.ts';
import { explainRefusal } from './explain-refusal.ts';
import { makeSessionControl } from './session-control.ts';
import { startOrTakeBack } from './start-session.ts';

export interface SsmSessionRequest extends StartSessionRequest {
  readonly clients: AwsClients;
  readonly size: TerminalSize;
  readonly signal: AbortSignal;
  readonly onCredentials: () => void;
  /** As soon as it is known, also when opening fails afterwards. */
  readonly onSessionId: (sessionId: string) => void;
  readonly onPhase: (phase: ShellPhase) => void;
  readonly onStdErr?: (bytes: Uint8Array) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Rejects with AppError, after a session that was begun has been terminated; so does an abort of `signal`. */
export async function openSsmSession(request: SsmSessionRequest): Promise<ShellSession> {
  const { clients, signal, clock } = request;
  await clients.credentials.current(signal);
  request.onCredentials();
  const grant = await grantFor(request);
  request.onSessionId(grant.sessionId);
  return await openShellSession({
    grant,
    control: makeSessionControl(clients, clock),
    targetId: request.targetId,
    size: request.size,
    streamUrlPolicy: { region: clients.access.region, endpointOverrides: overrideUrls(clients.overrides) },
    network: clients.network,
    signal,
    onPhase: request.onPhase,
    ...(request.onStdErr === undefined ? {} : { onStdErr: request.onStdErr }),
    clock,
    log: request.log,
  });
}

async function grantFor(request: SsmSessionRequest): Promise<SessionGrant> {
  const { clients, signal, targetId } = request;
  try {
    return await startOrTakeBack(clients, request, signal, request.log);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== 'aws/credentials-expired')
      throw await explainRefusal(error, targetId, clients, signal);
    // What was cached has expired early (a clock, a revoked role): one try with credentials that are new.
    await clients.credentials.fresh(signal);
    return await startOrTakeBack(clients, request, signal, request.log);
  }
}
