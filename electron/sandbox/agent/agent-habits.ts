// How AWS's own agent behaves where it costs time (fact sheets 4, 6 and 8). The defaults are the real agent's, so that
// a speed measured against the sandbox means something; tests that need speed set pauseMs and shellStartDelayMs to 0.

export interface AgentHabits {
  /** Most bytes a read takes from a program, and so a payload carries. */
  readonly readBytes: number;
  /** Sleep after each read; 1 ms bounds a session at about 0.9 MB/s. */
  readonly pauseMs: number;
  /** Output of a PTY is read only this long after its start. */
  readonly shellStartDelayMs: number;
  readonly handshakeTimeoutMs: number;
  /** Once per tick the oldest unacknowledged message, and only that, is looked at for resending. */
  readonly resendTickMs: number;
  /** How long an ended session waits for the last acks. */
  readonly drainMs: number;
  readonly pingMs: number;
  /** Without a pong for so long the socket counts as dead. */
  readonly pongTimeoutMs: number;
  /** Tries to get back to the gateway after a socket closed. */
  readonly reconnectTries: number;
}

export const REAL_AGENT_HABITS: AgentHabits = {
  readBytes: 1024,
  pauseMs: 1,
  shellStartDelayMs: 1000,
  handshakeTimeoutMs: 15_000,
  resendTickMs: 100,
  drainMs: 2000,
  pingMs: 54_000,
  pongTimeoutMs: 60_000,
  reconnectTries: 5,
};
