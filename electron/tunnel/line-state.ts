// Where the way to the remote port stands, and what an error means for it. Pure.
import { AppError, type AppErrorCode, type AppErrorData } from '../../shared/app-error.ts';
import type { TunnelSnapshot, TunnelState } from '../../shared/tunnel.ts';
import { MISSING_CREDENTIALS } from '../base/missing-credentials.ts';
import type { Line } from '../base/transport.ts';

export type LineState =
  /**
   * Nobody needs it. `reason`, here and below: in plain words why the last one ended, where that is known. What AWS
   * said word by word is the tunnel's last error.
   */
  | { readonly kind: 'idle'; readonly reason: string | null }
  | { readonly kind: 'starting' }
  | { readonly kind: 'open'; readonly since: number }
  | { readonly kind: 'reconnecting'; readonly reason: string; readonly nextTryAt: number | null }
  | { readonly kind: 'waiting-for-credentials'; readonly error: AppError }
  | { readonly kind: 'failed'; readonly error: AppError };

export type ErrorMeaning = 'try-again' | 'needs-credentials' | 'final';

/** Not worth an immediate repeat, but they pass: the target boots, its agent restarts, the session was lost. */
const PASSING: readonly AppErrorCode[] = [
  'target/not-connected',
  'target/not-running',
  'ssm/session-gone',
  'ssm/handshake-timeout',
  'ssm/gateway-unreachable',
  'ssm/gateway-refused',
  'connection/timeout',
];

export function meaningOf(error: Pick<AppErrorData, 'code' | 'retryable'>): ErrorMeaning {
  if (MISSING_CREDENTIALS.includes(error.code)) return 'needs-credentials';
  return error.retryable || PASSING.includes(error.code) ? 'try-again' : 'final';
}

/** As people see it. */
export function tunnelStateOf(state: LineState): TunnelState {
  switch (state.kind) {
    case 'idle':
      return { kind: 'listening', reason: state.reason };
    case 'waiting-for-credentials':
      return { kind: 'waiting-for-credentials', error: state.error.toData() };
    case 'failed':
      return { kind: 'failed', error: state.error.toData() };
    case 'starting':
    case 'open':
    case 'reconnecting':
      return state;
  }
}

type LineFacts = Pick<TunnelSnapshot, 'roundTripMs' | 'route' | 'routeNote' | 'sessionCount'>;

export function lineFacts(line: Line | null): LineFacts {
  return {
    roundTripMs: line?.roundTripMs ?? null,
    route: line?.way?.route ?? null,
    routeNote: line?.way?.note ?? null,
    sessionCount: line?.sessionCount ?? 0,
  };
}

/** What is no AppError is a defect of ours; it is shown as one. */
export function openFailed(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', 'The tunnel could not be opened.', { detail: String(error), cause: error });
}
