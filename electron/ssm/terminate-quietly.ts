// TerminateSession as a courtesy to the account's session list: nobody waits long for it, nobody is told. Beside session.
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Log } from '../base/log.ts';
import type { SessionControl, SessionGrant } from './session-control.ts';

const TERMINATE_TIMEOUT_MS = 2_000;

export interface Termination {
  readonly control: SessionControl;
  readonly grant: SessionGrant;
  readonly clock: Clock;
  readonly log: Log;
}

/** Bounded; never rejects. */
export async function terminateQuietly({ control, grant, clock, log }: Termination): Promise<void> {
  try {
    await withDeadline(
      (signal) => control.terminate(grant.sessionId, signal),
      TERMINATE_TIMEOUT_MS,
      // Not the session's own signal: an abort is what often brings us here.
      new AbortController().signal,
      () => new AppError('connection/timeout', 'AWS did not answer in time.'),
      clock,
    );
  } catch (error) {
    // The session then ends by its idle timeout; there is nothing that the user could do.
    log.warn('The session could not be terminated.', { session: grant.sessionId, error });
  }
}
