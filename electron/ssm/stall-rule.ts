// How much of a stream may wait for its local reader, and what happens then. Pure.
//
// smux version 1 has no window per stream, so a reader that stops must not stop the session: its bytes are kept up to
// a bound. Alone in its session, reading from the agent pauses: TCP's own backpressure, for as long as it takes.
// Sharing a session, a reader that takes nothing past the deadline is cut off, so that the others go on.

/** Above it the pool places no new connection beside this stream. */
export const CONGESTED_BYTES = 256 * 1024;
/** About ten seconds of a real agent's pace. */
export const PAUSE_ALONE_BYTES = 8 * 1024 * 1024;
/** The most that one stream keeps while others share its session. */
export const PAUSE_SHARED_BYTES = 16 * 1024 * 1024;
/** Reading goes on this far below the mark: small, so that a slow reader is paced and the others hardly wait. */
const RESUME_BELOW_BYTES = 256 * 1024;
/** A reader that takes nothing for so long while others wait is cut off. */
export const STALL_DEADLINE_MS = 10_000;

export interface StallFacts {
  /** Bytes that wait for the local reader. */
  readonly bufferedBytes: number;
  /** Since the reader last took something. */
  readonly stalledMs: number;
  /** No other stream is open in the session. */
  readonly alone: boolean;
  readonly paused: boolean;
}

export type StallVerdict = 'go-on' | 'pause' | 'cut-off';

export function judgeStall(facts: StallFacts): StallVerdict {
  const { bufferedBytes, stalledMs, alone, paused } = facts;
  if (!alone && bufferedBytes >= PAUSE_ALONE_BYTES - RESUME_BELOW_BYTES && stalledMs >= STALL_DEADLINE_MS)
    return 'cut-off';
  const mark = alone ? PAUSE_ALONE_BYTES : PAUSE_SHARED_BYTES;
  return bufferedBytes >= (paused ? mark - RESUME_BELOW_BYTES : mark) ? 'pause' : 'go-on';
}
