// Gets a lost data channel back: ResumeSession and a new socket, again and again, until it works or there is nothing
// to come back to. Beside data-channel, which keeps numbers and buffers meanwhile. Fact sheet 2.5.
import { AppError } from '../../shared/app-error.ts';
import { delay, onAbort, throwIfAborted } from '../base/abort.ts';
import { backoffDelay } from '../base/backoff.ts';
import type { Clock, Random } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Listen } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { ResumedGrant, SessionControl } from './session-control.ts';

export interface ReconnectProgress {
  /** In plain words: why the channel was lost, then why the last try failed. */
  readonly reason: string;
  /** What AWS or the network said word by word, for those who ask for it; null where there is no more. */
  readonly detail: string | null;
  /** Counts from 1. */
  readonly attempt: number;
  /** Epoch milliseconds; null while a try is under way. */
  readonly nextTryAt: number | null;
}

export interface ReconnectOptions<T> {
  readonly sessionId: string;
  readonly control: SessionControl;
  readonly reason: string;
  /** 0 after a stable connection: then the first try is immediate. More when the last ones did not last. */
  readonly earlierAttempts: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Cuts a wait short: the network is back, the computer woke up, the user signed in again. */
  readonly onWake: Listen<void>;
  open(grant: ResumedGrant, signal: AbortSignal): Promise<T>;
  onProgress(progress: ReconnectProgress): void;
}

/** No session lives longer than maxSessionDuration's maximum, 24 h. */
const BUDGET_MS = 24 * 3_600_000;
const RESUME_TIMEOUT_MS = 20_000;
const BACKOFF = { initialMs: 250, maxMs: 15_000, jitter: 0.3 };
/** Where a person must act first (sign in, get a permission), asking often only makes noise in CloudTrail. */
const SLOW_BACKOFF = { initialMs: 2_000, maxMs: 30_000, jitter: 0.3 };

/** Errors that no further try can change. */
const FINAL = new Set(['ssm/session-gone', 'ssm/stream-url-refused', 'cancelled']);

/**
 * Answers with the opened socket and how many attempts it took. Rejects with AppError: `ssm/session-gone` when AWS
 * says so, `ssm/stream-url-refused`, `cancelled`, or the last error once the budget of 24 hours is used up.
 */
export async function reconnect<T>(
  options: ReconnectOptions<T>,
): Promise<{ readonly opened: T; readonly attempts: number }> {
  const { clock, random, signal } = options;
  const startedAt = clock.now();
  let { reason } = options;
  let detail: string | null = null;
  let backoff = BACKOFF;
  for (let attempt = options.earlierAttempts + 1; ; attempt++) {
    const waitMs = attempt === 1 ? 0 : backoffDelay(attempt - 2, backoff, random);
    if (waitMs > 0) {
      options.onProgress({ reason, detail, attempt, nextTryAt: clock.now() + waitMs });
      await waitOrWake(waitMs, options);
    }
    options.onProgress({ reason, detail, attempt, nextTryAt: null });
    try {
      return { opened: await tryOnce(options), attempts: attempt };
    } catch (error) {
      throwIfAborted(signal);
      const problem = error instanceof AppError ? error : unexpected(error);
      if (FINAL.has(problem.code)) throw problem;
      options.log.warn('Resuming the session failed.', { attempt, error: problem });
      if (clock.now() - startedAt > BUDGET_MS) throw problem;
      reason = problem.message;
      detail = problem.detail;
      backoff = problem.retryable ? BACKOFF : SLOW_BACKOFF;
    }
  }
}

async function tryOnce<T>(options: ReconnectOptions<T>): Promise<T> {
  const grant = await withDeadline(
    (inner) => options.control.resume(options.sessionId, inner),
    RESUME_TIMEOUT_MS,
    options.signal,
    () => new AppError('connection/timeout', 'AWS did not answer in time.', { retryable: true }),
    options.clock,
  );
  if (grant === null)
    throw new AppError('ssm/session-gone', 'The session is gone: it timed out or was terminated.', {
      detail: `Session ${options.sessionId}`,
    });
  return options.open(grant, options.signal);
}

async function waitOrWake<T>(ms: number, options: ReconnectOptions<T>): Promise<void> {
  const waiting = new AbortController();
  let woken = false;
  const stopListening = onAbort(options.signal, () => {
    waiting.abort();
  });
  const stopWaking = options.onWake(() => {
    woken = true;
    waiting.abort();
  });
  try {
    await delay(ms, waiting.signal, options.clock);
  } catch (error) {
    if (!woken || options.signal.aborted) throw error;
  } finally {
    stopListening();
    stopWaking();
  }
}

function unexpected(cause: unknown): AppError {
  return new AppError('internal', 'Resuming the session failed unexpectedly.', {
    detail: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}
