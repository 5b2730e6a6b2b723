// What a connection needs from the route to its target: one way to open a shell, whatever is underneath.
import type { AwsAccess } from '../../shared/aws.ts';
import type { ConnectionSnapshot, TerminalSize } from '../../shared/connection.ts';
import type { SavedConnectionId, TargetId } from '../../shared/ids.ts';
import type { ConnectChoice } from '../../shared/route.ts';
import type { Shell } from '../base/shell.ts';
import type { Sftp } from '../ssh/sftp.ts';
import type { ShellPhase } from './connection-phase.ts';

/** Totals since the shell was opened. */
export interface ShellStats {
  readonly downBytes: number;
  readonly upBytes: number;
  /** Smoothed round trip of the route, milliseconds; null until measured. */
  readonly roundTripMs: number | null;
}

export interface MoreFiles {
  readonly files: Sftp;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface RoutedShell extends Shell {
  readonly sessionId: string | null;
  readonly encrypted: boolean;
  stats(): ShellStats;
  /** After the computer woke: notice a dead route at once. */
  probe(): void;
  /** A serial console only. Rejects with `ssh/channel-refused`. */
  readonly sendBreak?: () => Promise<void>;
  /** Over SSH only: the files of the target, on a channel of their own. Rejects with AppError. */
  readonly openFiles?: (signal: AbortSignal) => Promise<Sftp>;
  /** Where one session is slower than the way: its files by another session and sign-in, closed with the shell. */
  readonly openMoreFiles?: (signal: AbortSignal) => Promise<MoreFiles>;
}

/** Which way is taken, as it becomes known. */
export type ShellWay = Pick<
  ConnectionSnapshot,
  'route' | 'shell' | 'routeNote' | 'routeReasons' | 'user' | 'hostKey' | 'cutAt'
>;

/** Before one was chosen. */
export const NO_WAY: ShellWay = {
  route: null,
  shell: null,
  routeNote: null,
  routeReasons: [],
  user: null,
  hostKey: null,
  cutAt: null,
};

export interface ShellRequest {
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly how: ConnectChoice;
  /** So that a jump through itself is noticed. */
  readonly savedConnectionId: SavedConnectionId | null;
  readonly size: TerminalSize;
  readonly signal: AbortSignal;
  readonly onCredentials: () => void;
  readonly onPhase: (phase: ShellPhase) => void;
  /** As soon as it is known, also when opening fails afterwards. */
  readonly onSessionId: (sessionId: string) => void;
  /** Parts of it, whenever they change. */
  readonly onWay: (way: Partial<ShellWay>) => void;
}

/** Rejects with AppError; when `signal` aborts, with `cancelled` after everything was released. */
export type OpenShell = (request: ShellRequest) => Promise<RoutedShell>;
