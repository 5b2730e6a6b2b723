// What every route comes down to: bytes to one TCP port of or behind a target, and the way to make such transports.
import type { Duplex } from 'node:stream';
import type { AppError } from '../../shared/app-error.ts';
import type { Route } from '../../shared/route.ts';

/**
 * It may fail in the very turn in which it is given away: it listens to its own 'error', and who takes it looks at
 * `errored` too.
 */
export type Transport = Duplex;

/** Rejects with AppError; `cancelled` when the signal aborts before. */
export type Dial = (signal: AbortSignal) => Promise<Transport>;

/** Why a line is not passing bytes at the moment, in words, and when it tries again (epoch ms; null: just now). */
export interface LineTrouble {
  readonly reason: string;
  readonly nextTryAt: number | null;
  /** What AWS said to the last try to resume; null when it was not asked yet, or agreed. */
  readonly problem: AppError | null;
}

/** `normal`: the far side ended it without an error, such as after its idle timeout. */
export type LineEnding =
  | { readonly kind: 'normal'; readonly reason: string | null }
  | { readonly kind: 'failed'; readonly error: AppError };

/** Which route a line took, and in words why not another one. */
export interface LineWay {
  readonly route: Route;
  readonly note: string | null;
}

/** A way to one remote port that is kept open between connections: for the route `ssm`, a pool of sessions. */
export interface Line {
  readonly dial: Dial;
  /**
   * In place of `dial` where the program itself says where it wants to go: reads that from its socket, answers, and
   * ends the socket with an answer before it rejects.
   */
  readonly dialFor?: (program: Duplex, signal: AbortSignal) => Promise<Transport>;
  /** Smoothed; null until measured. */
  readonly roundTripMs: number | null;
  /** Absent where whoever opened it knows. */
  readonly way?: LineWay;
  /** Sessions behind it now, 0 where the route has none. */
  readonly sessionCount: number;
  /** Null while it passes the bytes of all its connections, or of the next one. */
  readonly trouble: LineTrouble | null;
  /** The port on which the target listens, of a line that brings connections from there. */
  readonly listensAt?: number | undefined;
  /** Settles once, when nothing can be dialled through it any more; never rejects. */
  readonly ended: Promise<LineEnding>;
  /** The computer woke up or the network changed: look whether the far side is still there, or try at once. */
  probe(): void;
  /** Bounded; never rejects; safe to call twice. */
  close(): Promise<void>;
}

/** For a line whose connections begin at the target. */
export interface IncomingRequest {
  /** Where the target listened before the line was lost: asked for again. */
  readonly portBefore: number | null;
  /** `from`: who connected, as the target saw it. The transport is the receiver's from here on. */
  readonly onConnection: (transport: Transport, from: string) => void;
}

export interface OpenLineRequest {
  /** Cancels the opening only. */
  readonly signal: AbortSignal;
  /** `trouble`, `sessionCount` or `roundTripMs` may have changed. */
  readonly onChange: () => void;
  /** Given where the tunnel's direction is `to-here`. */
  readonly incoming?: IncomingRequest;
}

export type OpenLine = (request: OpenLineRequest) => Promise<Line>;
