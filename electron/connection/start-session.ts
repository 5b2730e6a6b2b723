// StartSession that leaves nothing behind when it is cancelled: for shells and for ports.
import type { AwsClients } from '../aws/clients.ts';
import type { SessionGrant, StartSessionRequest } from '../aws/ssm-api.ts';
import { startSession, terminateSession } from '../aws/ssm-api.ts';
import { cancelledError, throwIfAborted } from '../base/abort.ts';
import type { Log } from '../base/log.ts';

/**
 * It is not cut off by a cancel: AWS may have made the session already, and only its answer names what has to be
 * terminated. The call is bounded by its own deadline. Rejects with AppError; after a cancel with `cancelled`.
 */
export async function startOrTakeBack(
  clients: AwsClients,
  { targetId, documentName, parameters, reason }: StartSessionRequest,
  signal: AbortSignal,
  log: Log,
): Promise<SessionGrant> {
  throwIfAborted(signal);
  const uncut = new AbortController().signal;
  const grant = await startSession(clients, { targetId, documentName, parameters, reason }, uncut);
  if (!signal.aborted) return grant;
  try {
    await terminateSession(clients, grant.sessionId, uncut);
  } catch (error) {
    log.warn('A session that nobody wants any more could not be terminated.', {
      session: grant.sessionId,
      error,
    });
  }
  throw cancelledError();
}
