// What a route hands to those who speak SSH (or RDP) over it: the bytes, and what is known of the way they go.
import type { Transport } from '../base/transport.ts';
import type { ShellPhase } from './connection-phase.ts';

export interface Dialled {
  readonly transport: Transport;
  /** When the route will cut it, epoch milliseconds; null: not known to. */
  readonly cutAt: number | null;
  /** SSM's, for support; null for the other routes. */
  readonly sessionId: string | null;
  /** With KMS, by SSM. */
  readonly encrypted: boolean;
  /** The computer woke up: look whether the way is still there. */
  probe(): void;
}

/** What a route says while it is dialled and afterwards. */
export interface DialEvents {
  /** Steps of opening; later `reconnecting` and `open` of a route that heals itself. */
  readonly onPhase: (phase: ShellPhase) => void;
  readonly onSessionId: (sessionId: string) => void;
}
