// What a connection needs from the route to its target: one way to open a shell, whatever is underneath.
import type { AwsAccess } from '../../shared/aws.ts';
import type { TerminalSize } from '../../shared/connection.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { Shell } from '../base/shell.ts';
import type { ShellPhase } from './connection-phase.ts';

/** Totals since the shell was opened. */
export interface ShellStats {
  readonly downBytes: number;
  readonly upBytes: number;
  /** Smoothed round trip of the route, milliseconds; null until measured. */
  readonly roundTripMs: number | null;
}

export interface RoutedShell extends Shell {
  readonly sessionId: string | null;
  readonly encrypted: boolean;
  stats(): ShellStats;
  /** After the computer woke: notice a dead route at once. */
  probe(): void;
}

export interface ShellRequest {
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly size: TerminalSize;
  readonly signal: AbortSignal;
  readonly onCredentials: () => void;
  readonly onPhase: (phase: ShellPhase) => void;
  /** As soon as it is known, also when opening fails afterwards. */
  readonly onSessionId: (sessionId: string) => void;
}

/** Rejects with AppError; when `signal` aborts, with `cancelled` after everything was released. */
export type OpenShell = (request: ShellRequest) => Promise<RoutedShell>;
