// A deadline for getting credentials that stands still while a person is asked for an MFA code.
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';

export interface PausableDeadline {
  /** Rejects when the time is used up; never resolves. */
  readonly expired: Promise<never>;
  /** Stops the time; the returned function lets it go on with a full allowance. */
  pause(): () => void;
  clear(): void;
}

export function pausableDeadline(ms: number, clock: Clock): PausableDeadline {
  let fire: (error: AppError) => void = () => undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    fire = reject;
  });
  // Nobody may be listening any more when it fires.
  expired.catch(() => undefined);
  let cancel: () => void = () => undefined;
  const start = (): void => {
    cancel = clock.after(ms, () => {
      fire(
        new AppError(
          'aws/credentials-missing',
          `Getting AWS credentials took longer than ${String(Math.round(ms / 1000))} seconds.`,
          { detail: 'A credential_process, an SSO portal or STS did not answer.', retryable: true },
        ),
      );
    });
  };
  start();
  return {
    expired,
    pause() {
      cancel();
      return start;
    },
    clear() {
      cancel();
    },
  };
}
