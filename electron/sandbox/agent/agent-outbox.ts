// What the agent has sent and nobody has acknowledged yet. Real agent (fact sheet 4): smoothed RTT, RTO capped at 1 s,
// and only the oldest message is ever resent. Pure: the clock is handed in with every call.
import { encodeClientMessage, MESSAGE_FLAGS, MESSAGE_TYPE } from '../../ssm/client-message.ts';

const INITIAL_RTT_MS = 100;
const INITIAL_RTO_MS = 200;
const RTT_GAIN = 1 / 8;
const VARIATION_GAIN = 1 / 4;
const MIN_VARIATION_MS = 10;
const MAX_RTO_MS = 1000;
/** Beyond this a message is sent and not kept. */
const MAX_UNACKED = 100_000;

interface Sent {
  readonly frame: Buffer;
  lastSentAt: number;
}

export class AgentOutbox {
  readonly #unacked = new Map<number, Sent>();
  #nextSequence = 0;
  #rtt = INITIAL_RTT_MS;
  #variation = 0;
  #rto = INITIAL_RTO_MS;
  resendCount = 0;

  get unackedCount(): number {
    return this.#unacked.size;
  }

  /** Milliseconds after which the oldest message is resent. */
  get rtoMs(): number {
    return this.#rto;
  }

  /** The frame of the next output_stream_data message, kept until acknowledged. */
  add(payloadType: number, payload: Uint8Array, now: number): Buffer {
    const sequenceNumber = this.#nextSequence;
    this.#nextSequence += 1;
    const frame = encodeClientMessage({
      messageType: MESSAGE_TYPE.output,
      createdAt: now,
      sequenceNumber,
      flags: sequenceNumber === 0 ? MESSAGE_FLAGS.syn : MESSAGE_FLAGS.none,
      payloadType,
      payload,
    });
    if (this.#unacked.size < MAX_UNACKED) this.#unacked.set(sequenceNumber, { frame, lastSentAt: now });
    return frame;
  }

  acknowledge(sequenceNumber: number, now: number): void {
    const sent = this.#unacked.get(sequenceNumber);
    if (sent === undefined) return;
    this.#unacked.delete(sequenceNumber);
    // The agent measures from the last sending, also after a resend.
    const sample = now - sent.lastSentAt;
    this.#variation += VARIATION_GAIN * (Math.abs(this.#rtt - sample) - this.#variation);
    this.#rtt += RTT_GAIN * (sample - this.#rtt);
    this.#rto = Math.min(MAX_RTO_MS, this.#rtt + Math.max(MIN_VARIATION_MS, 4 * this.#variation));
  }

  /** Once a tick: the oldest message, when it is past its time. */
  takeDue(now: number): Buffer | null {
    const oldest = this.#unacked.values().next();
    if (oldest.done === true || now - oldest.value.lastSentAt < this.#rto) return null;
    oldest.value.lastSentAt = now;
    this.resendCount += 1;
    return oldest.value.frame;
  }
}
