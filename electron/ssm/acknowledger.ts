// Writes the acks of a data channel. Beside data-channel; which messages are acknowledged, receive-window says.
import type { Clock } from '../base/clock.ts';
import { acknowledgeFrame } from './acknowledge-frame.ts';
import type { ChannelLink } from './channel-link.ts';
import type { ClientMessage } from './client-message.ts';

/** Bytes in the socket above which nothing more is read, or acks would pile up. */
export const MAX_UPLINK_BYTES = 1024 * 1024;
/**
 * A lost ack costs the agent one of the ten repairs that it makes in a second (it looks at its oldest message only), as
 * much as a lost message. So while losses show, each ack goes twice; what is not open any more the agent passes over.
 */
const LOSSY_MS = 3_000;
/** Acks that were written so lately may have been lost with their socket. At most a second of the agent's pace. */
const RECENT_MS = 1_000;
const MAX_RECENT = 1_024;

export class Acknowledger {
  readonly #link: Pick<ChannelLink, 'send' | 'hold' | 'bufferedBytes'>;
  readonly #clock: Clock;
  #lossyUntil = Number.NEGATIVE_INFINITY;
  #recent: { readonly frame: Uint8Array; readonly at: number }[] = [];

  constructor(link: Pick<ChannelLink, 'send' | 'hold' | 'bufferedBytes'>, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
  }

  /** `outOfTurn`: it came before others that are missing, or a second time. */
  acknowledge(message: ClientMessage, outOfTurn: boolean): void {
    const now = this.#clock.now();
    if (outOfTurn) this.#lossyUntil = now + LOSSY_MS;
    const frame = acknowledgeFrame(message, now);
    this.#link.send(frame);
    if (now < this.#lossyUntil) this.#link.send(frame);
    if (this.#link.bufferedBytes > MAX_UPLINK_BYTES) this.#link.hold('uplink');
    this.#recent.push({ frame, at: now });
    if (this.#recent.length > 2 * MAX_RECENT) this.#recent = this.#recent.slice(-MAX_RECENT);
  }

  /** On a new socket: without it the agent would repeat all that we have already, one message at a time. */
  repeatRecent(): void {
    const last = this.#recent.at(-1)?.at ?? 0;
    for (const { frame, at } of this.#recent.slice(-MAX_RECENT))
      if (last - at <= RECENT_MS) this.#link.send(frame);
  }
}
