// Tries the ways of a plan in order until one works, and keeps account of what became of each: the one loop behind
// shells, tunnels and the command line.
import { AppError } from '../../shared/app-error.ts';
import type { RouteReason } from '../../shared/route.ts';
import { cancelledError } from '../base/abort.ts';
import { partOf, type RoutePlan, type Way } from './route.ts';
import { meaningOfFailure } from './route-failure.ts';
import { nameOfWay } from './route-words.ts';

export interface TriedWays<T> {
  readonly value: T;
  readonly way: Way;
  readonly reasons: readonly RouteReason[];
}

export interface WayAttempts<T> {
  readonly attempt: (way: Way) => Promise<T>;
  /** Whether this failure was about handing a one-time key to AWS. */
  readonly isPushFailure: (error: AppError) => boolean;
  /** Before each try, with what became of those before. */
  readonly onTry: (way: Way, reasons: readonly RouteReason[]) => void;
}

/** Rejects with the failure of the way that was preferred, the others' in its detail; `target/no-route` when none is. */
export async function tryWays<T>(
  plan: RoutePlan,
  signal: AbortSignal,
  { attempt, isPushFailure, onTry }: WayAttempts<T>,
): Promise<TriedWays<T>> {
  let reasons = plan.reasons;
  const mark = (way: Way, verdict: RouteReason['verdict'], why: string): void => {
    reasons = reasons.map((each) => (isWay(each, way) ? { ...each, verdict, why } : each));
  };
  const failures: { readonly way: Way; readonly error: AppError }[] = [];
  let isSshOver = false;
  for (const way of plan.ways) {
    if (isSshOver && way.shell === 'ssh') continue;
    onTry(way, reasons);
    try {
      const value = await attempt(way);
      mark(way, 'used', plan.ways.find((each) => isWay(each, way))?.why ?? '');
      return { value, way, reasons };
    } catch (error) {
      if (signal.aborted) throw cancelledError();
      if (!(error instanceof AppError)) throw error;
      const meaning = meaningOfFailure(error, isPushFailure(error));
      if (meaning === 'stop') throw error;
      isSshOver ||= meaning === 'next-shell';
      failures.push({ way, error });
      mark(way, 'failed', partOf(error));
    }
  }
  throw failedAll(failures, reasons);
}

function isWay(a: Way, b: Way): boolean {
  return a.route === b.route && a.shell === b.shell;
}

function failedAll(
  failures: readonly { readonly way: Way; readonly error: AppError }[],
  reasons: readonly RouteReason[],
): AppError {
  const [first, ...others] = failures;
  const notPossible = reasons
    .filter(({ verdict }) => verdict === 'not-possible')
    .map((reason) => `${nameOfWay(reason)}: ${reason.why}`);
  if (first === undefined)
    return new AppError('target/no-route', 'No route leads to this target.', {
      detail: notPossible.join('\n') || null,
      retryable: true,
    });
  const { code, message, detail, retryable } = first.error;
  const lines = [
    detail,
    ...others.map(
      ({ way, error }) =>
        `${nameOfWay(way)}: ${error.message}${error.detail === null ? '' : ` ${error.detail}`}`,
    ),
    ...notPossible,
  ];
  return new AppError(code, message, {
    detail: lines.filter((line) => line !== null).join('\n') || null,
    retryable,
    cause: first.error,
  });
}
