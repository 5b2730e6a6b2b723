// One question to AWS: bounded by a deadline, cancelled by a signal, and every failure translated at this edge.
import { AppError } from '../../shared/app-error.ts';
import { withDeadline } from '../base/deadline.ts';
import { type AwsErrorContext, toAwsError } from './aws-error.ts';

/** The SDK retries within this; a single try has its own, shorter limits (http-handler.ts). */
const AWS_CALL_DEADLINE_MS = 30_000;

export interface AwsCall extends AwsErrorContext {
  readonly signal: AbortSignal;
  readonly deadlineMs?: number;
}

/**
 * Runs `ask` with a signal that also fires at the deadline. Rejects with AppError only: `cancelled` when the caller's
 * signal fired, `aws/unreachable` at the deadline, else what aws-error.ts makes of the failure.
 */
export async function awsCall<T>(call: AwsCall, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadlineMs = call.deadlineMs ?? AWS_CALL_DEADLINE_MS;
  const tooLate = (): AppError =>
    new AppError('aws/unreachable', `AWS did not answer in ${Math.round(deadlineMs / 1000)} seconds.`, {
      detail: `${call.action} in ${call.region}`,
      retryable: true,
    });
  try {
    return await withDeadline(ask, deadlineMs, call.signal, tooLate);
  } catch (error) {
    throw toAwsError(error, call);
  }
}
