// The route `ssm` to the SSH of a target: one session of AWS-StartSSHSession, whose one stream is the transport. The
// data channel below heals itself; what is above waits meanwhile.
import { AppError } from '../../shared/app-error.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { DialEvents, Dialled } from './dialled.ts';
import { explainRefusal } from './explain-refusal.ts';
import { openSsmPort } from './ssm-port.ts';

export interface SessionDialRequest extends DialEvents {
  readonly clients: AwsClients;
  readonly targetId: TargetId;
  readonly port: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Rejects with AppError, after a session that was begun has been terminated. */
export async function dialSession(request: SessionDialRequest, signal: AbortSignal): Promise<Dialled> {
  const { clients, targetId, port, onPhase, onSessionId, clock, random, log } = request;
  onPhase({ kind: 'starting-session' });
  let isUp = false;
  const open = () =>
    openSsmPort({
      clients,
      targetId,
      end: { kind: 'ssh', port },
      signal,
      onPhase: (phase) => {
        // The session being open is not yet a shell: who dialled says so. Later it means that it is back.
        if (phase.kind !== 'open') onPhase(phase);
        else if (isUp) onPhase({ kind: 'open' });
      },
      clock,
      random,
      log,
    });
  let session;
  try {
    session = await open().catch(async (error: unknown) => {
      if (!(error instanceof AppError && error.code === 'aws/credentials-expired')) throw error;
      await clients.credentials.fresh(signal);
      return await open();
    });
  } catch (error) {
    throw error instanceof AppError ? await explainRefusal(error, targetId, clients, signal) : error;
  }
  onSessionId(session.sessionId);
  try {
    const transport = await session.dial(signal);
    isUp = true;
    transport.once('close', () => void session.close());
    return {
      transport,
      cutAt: null,
      sessionId: session.sessionId,
      encrypted: session.encrypted,
      probe: () => {
        session.probe();
      },
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}
