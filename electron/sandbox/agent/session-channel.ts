// What a program of the agent sees of its session: messages out, messages in, and the order to stop.
import type { ClientMessage } from '../../ssm/client-message.ts';
import type { AgentHabits } from './agent-habits.ts';

export interface SessionChannel {
  readonly habits: AgentHabits;
  /** Aborted when the gateway ends the session or the sandbox closes. */
  readonly signal: AbortSignal;
  /** Encrypts what must be; resolves when written to the socket. */
  readonly send: (payloadType: number, payload: Uint8Array) => Promise<void>;
  /**
   * From now on client messages (payloads decrypted) come here; until then they are neither taken nor acknowledged.
   * The ack waits for the returned promise.
   */
  readonly accept: (handler: (message: ClientMessage) => Promise<void> | void) => void;
}
