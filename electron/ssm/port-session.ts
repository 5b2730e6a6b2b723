// A port session as those see it who dial through it: port-pool, the command line, tests.
// Made by open-port-session; one of several that a tunnel may have.
import type { Duplex } from 'node:stream';
import type { AppError } from '../../shared/app-error.ts';
import type { PortSettings } from './port-settings.ts';
import type { PortStream } from './port-stream.ts';
import type { SessionOptions, SessionPhase } from './session.ts';

/** See port-carrier: many connections, one after the other, or one in all. */
export type PortMode = 'mux' | 'basic' | 'stdio';

export interface PortSessionOptions extends Pick<
  SessionOptions,
  'grant' | 'control' | 'policy' | 'targetId' | 'network' | 'clock' | 'random' | 'log'
> {
  /** Cancels the opening only. */
  readonly signal: AbortSignal;
  readonly settings?: Partial<PortSettings>;
  readonly onPhase?: (phase: SessionPhase) => void;
}

/** `normal`: the far side or we ended it. Else the error that open connections got. */
export type PortSessionEnding =
  | { readonly kind: 'normal'; readonly reason: string | null }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface PortSession {
  readonly sessionId: string;
  readonly mode: PortMode;
  readonly agentVersion: string;
  /** With KMS, end to end. */
  readonly encrypted: boolean;
  /** Connections that may be open at once. */
  readonly capacity: number;
  readonly streamCount: number;
  /** Some local reader is slow: a bad place for another connection. */
  readonly isCongested: boolean;
  /** Ended or closing: `dial` rejects. */
  readonly isOver: boolean;
  /** Smoothed, of the data channel; null until measured. */
  readonly roundTripMs: number | null;
  readonly phase: SessionPhase;
  streams(): Iterable<PortStream>;
  /**
   * A connection to the remote port. It is given before the agent has dialled: a refusal is the stream's error
   * (`tunnel/remote-refused`). `end()` keeps waiting for the answer; `destroy()` closes the far side at once.
   */
  dial(signal: AbortSignal): Promise<Duplex>;
  /** Settles once; never rejects. */
  readonly ended: Promise<PortSessionEnding>;
  /** Asks for a sign of life, or tries to come back at once: the computer woke up, the network changed. */
  probe(): void;
  /** Ends the far side too. Bounded; safe to call twice; never rejects. */
  close(): Promise<void>;
}
