// What may be tuned about a port session, and why the defaults are what they are.
import type { SendWindowLimits } from './send-window.ts';

export interface PortSettings {
  /** Most bytes of one Output message that we send. */
  readonly payloadBytes: number;
  /** Messages in flight. */
  readonly window: SendWindowLimits;
  /** After a local end the far side is closed when nothing has come for so long (the wire has no half-close). */
  readonly quietMs: number;
  /** Sends a frame at least so often, so that an idle connection does not end the session; null leaves it to AWS. */
  readonly keepAwakeMs: number | null;
}

/** What AWS's own client sends. */
export const SAFE_PAYLOAD_BYTES = 1_024;
/** Other clients have sent it to the real service for years. Used once one such message has arrived. */
const DEFAULT_PAYLOAD_BYTES = 1_536;

export const DEFAULT_PORT_SETTINGS: PortSettings = {
  payloadBytes: DEFAULT_PAYLOAD_BYTES,
  // The start fills a 100 ms path at 2 MB/s; far below the 10,000 messages that either official end can hold.
  window: { initialMessages: 128, maxMessages: 2048 },
  // A server that is asked by a half-closed request answers within seconds; one that waits for the end must not wait
  // for ever.
  quietMs: 10_000,
  keepAwakeMs: null,
};
