// The sending half of reliable delivery: numbers, keeps and resends what the far side has not acknowledged.
// Pure: told the time, tells what to write. Above the socket, below data-channel. Fact sheet 4 and 8.
//
// Unlike the official sender, which looks only at its oldest message and drops it on overflow, every message past its
// own timeout is sent again, and nothing is ever dropped: whoever has bulk asks `hasRoom` first.

import { HEAD_BYTES } from './client-message.ts';
import { RoundTrip } from './round-trip.ts';

export interface SendWindowLimits {
  /** Messages in flight at first and at most for bulk. */
  readonly initialMessages: number;
  readonly maxMessages: number;
}

export interface SendStats {
  /** Smoothed; null until measured. */
  readonly roundTripMs: number | null;
  readonly resent: number;
  /** Messages that the agent has not acknowledged yet, but for those whose ack was lost as it seems. */
  readonly unacknowledged: number;
  /** Messages that it has acknowledged so far. */
  readonly acknowledged: number;
  /** Payload of the largest message that was sent again and again in vain; 0 for none. */
  readonly stuckBytes: number;
}

/** A message that may be too large for the path: it must mean the same in its small form, or nothing in both. */
export interface SizeProbe {
  /** Takes the large one's place, with the same number, when that was not acknowledged for two timeouts. */
  readonly small: Uint8Array;
  /** Once, when the message is acknowledged. */
  readonly onAnswer: (arrived: 'large' | 'small') => void;
}

interface Unacknowledged {
  frame: Uint8Array;
  readonly probe: SizeProbe | null;
  readonly firstSentAt: number;
  lastSentAt: number;
  sends: number;
  /** When it was sent again for the first time. */
  doubtedAt: number;
  isParked: boolean;
}

/** Each resend doubles a message's own timeout up to here: an agent that is not ready or is blocked is not flooded. */
const MAX_BACKED_OFF_MS = 2000;
/** Waiting in queues of the path above which the window does not grow. */
const QUEUE_MS = 100;
/** Even one loss in ten leaves no message behind after so many copies in a lifetime; they take about ten seconds. */
const STUCK_SENDS = 8;
/**
 * Some agents do not acknowledge duplicates, so one lost ack leaves a message open for good. After so many copies, and
 * once a message that left after the second of them was acknowledged, it is parked: sent again now and then in case it
 * is needed, but it takes no place in the window and nobody waits for it.
 */
const PARK_SENDS = 4;
/**
 * How the window grows each round trip: doubled; by an eighth, once messages have queued somewhere; by one, after a loss.
 */
type Growth = 'doubled' | 'brisk' | 'careful';
const BRISK_STEP = 1 / 8;
/** Never below this, or one loss would cost a round trip a message. */
const MIN_WINDOW = 2;

export class SendWindow {
  readonly #limits: SendWindowLimits;
  /** Insertion order is sequence order: the oldest comes first. */
  readonly #unacknowledged = new Map<number, Unacknowledged>();
  #nextSequenceNumber = 0;
  #windowMessages: number;
  readonly #roundTrip = new RoundTrip();
  #growth: Growth = 'doubled';
  #beforeShrink: { readonly messages: number; readonly growth: Growth } = { messages: 0, growth: 'careful' };
  #fullUpTo = 0;
  #lastShrunkAt = Number.NEGATIVE_INFINITY;
  #resentCount = 0;
  #parkedCount = 0;
  /** The latest first sending of a message that was acknowledged. */
  #arrivedSince = Number.NEGATIVE_INFINITY;

  constructor(limits: SendWindowLimits) {
    this.#limits = limits;
    this.#windowMessages = Math.max(MIN_WINDOW, limits.initialMessages);
  }

  /** The number that the next message is to carry. */
  get nextSequenceNumber(): number {
    return this.#nextSequenceNumber;
  }

  get unacknowledgedCount(): number {
    return this.#unacknowledged.size;
  }

  /** Smoothed; null until a message that was sent once has been acknowledged. */
  get roundTripMs(): number | null {
    return this.#roundTrip.ms;
  }

  get resentCount(): number {
    return this.#resentCount;
  }

  get stats(): SendStats {
    let stuckBytes = 0;
    for (const { sends, frame } of this.#unacknowledged.values())
      if (sends >= STUCK_SENDS) stuckBytes = Math.max(stuckBytes, frame.byteLength - HEAD_BYTES);
    const { roundTripMs, resentCount: resent } = this;
    const unacknowledged = this.#unacknowledged.size - this.#parkedCount;
    const acknowledged = this.#nextSequenceNumber - this.#unacknowledged.size;
    return { roundTripMs, resent, unacknowledged, acknowledged, stuckBytes };
  }

  /** How many bulk messages may be in flight now. */
  get windowMessages(): number {
    return Math.floor(this.#windowMessages);
  }

  /** Whether another bulk message may be sent. Control messages (handshake, size, flags) go without asking. */
  get hasRoom(): boolean {
    if (this.#unacknowledged.size - this.#parkedCount < this.windowMessages) return true;
    // All acks were lost at once: one more message shows whether the way is open.
    for (const { sends, isParked } of this.#unacknowledged.values())
      if (!isParked && sends < PARK_SENDS) return false;
    return true;
  }

  /** Timeout of a message that was sent once, in ms. */
  get timeoutMs(): number {
    return this.#roundTrip.timeoutMs;
  }

  /** Takes a message in for delivery. `sent`: it was written now; else the next `takeAll` brings it. */
  add(frame: Uint8Array, now: number, sent: boolean, probe: SizeProbe | null = null): void {
    this.#unacknowledged.set(this.#nextSequenceNumber++, {
      frame,
      probe,
      firstSentAt: now,
      lastSentAt: now,
      sends: sent ? 1 : 0,
      doubtedAt: Number.POSITIVE_INFINITY,
      isParked: false,
    });
    if (!this.hasRoom) this.#fullUpTo = this.#nextSequenceNumber;
  }

  /** True when the message was still unacknowledged. Acks are selective: one number each, in any order. */
  acknowledge(sequenceNumber: number, now: number): boolean {
    const message = this.#unacknowledged.get(sequenceNumber);
    if (message === undefined) return false;
    this.#unacknowledged.delete(sequenceNumber);
    if (message.isParked) this.#parkedCount--;
    this.#arrivedSince = Math.max(this.#arrivedSince, message.firstSentAt);
    // Karn's rule: after a resend nobody knows which copy was acknowledged. But an ack that comes sooner after the
    // resend than any ack ever did is for the first copy: it was only late, and nothing had been lost.
    const wasLate =
      message.sends === 2 &&
      this.#roundTrip.ms !== null &&
      now - message.lastSentAt < this.#roundTrip.leastMs / 2;
    if (message.sends === 1 || wasLate) this.#roundTrip.measure(Math.max(0, now - message.firstSentAt));
    if (wasLate) {
      this.#windowMessages = Math.max(this.#windowMessages, this.#beforeShrink.messages);
      this.#growth = this.#beforeShrink.growth;
    }
    // A window that nobody fills says nothing about what the path could carry.
    if (sequenceNumber < this.#fullUpTo) this.#grow();
    message.probe?.onAnswer(message.frame === message.probe.small ? 'small' : 'large');
    return true;
  }

  /** Up to `limit` frames past their own timeout, oldest first, counted as sent again now. */
  takeDue(now: number, limit: number): Uint8Array[] {
    const due: Uint8Array[] = [];
    let lost = 0;
    for (const message of this.#unacknowledged.values()) {
      if (due.length >= limit) break;
      if (now - message.lastSentAt < this.#timeoutOf(message)) continue;
      if (message.sends > 0 && !this.#parks(message)) lost += 1;
      due.push(this.#countSend(message, now));
    }
    if (lost > 0) this.#shrink(now, lost / (this.#unacknowledged.size - this.#parkedCount));
    return due;
  }

  #parks(message: Unacknowledged): boolean {
    if (!message.isParked && message.sends >= PARK_SENDS && this.#arrivedSince > message.doubtedAt) {
      message.isParked = true;
      this.#parkedCount++;
    }
    return message.isParked;
  }

  /** Everything unacknowledged, oldest first: what a socket that replaces a lost one has to carry first. */
  takeAll(now: number): Uint8Array[] {
    return [...this.#unacknowledged.values()].map((message) => this.#countSend(message, now));
  }

  #countSend(message: Unacknowledged, now: number): Uint8Array {
    if (message.sends > 0) this.#resentCount++;
    if (message.sends === 1) message.doubtedAt = now;
    message.lastSentAt = now;
    message.sends++;
    // Copies two and three come after one and three timeouts: once more as it was, in case it was only lost.
    if (message.probe !== null && message.sends > 2) message.frame = message.probe.small;
    return message.frame;
  }

  #timeoutOf(message: Unacknowledged): number {
    const doublings = Math.min(Math.max(message.sends - 1, 0), 8);
    return Math.min(
      Math.max(MAX_BACKED_OFF_MS, this.#roundTrip.timeoutMs),
      this.#roundTrip.timeoutMs * 2 ** doublings,
    );
  }

  // Not at all while messages already queue on the path, which costs everything else in the session its latency and
  // brings no speed. A queue may be a busy moment of ours or of the agent: after it the window still finds its size.
  #grow(): void {
    if (
      this.#roundTrip.ms !== null &&
      this.#roundTrip.ms > Math.max(2 * this.#roundTrip.leastMs, this.#roundTrip.leastMs + QUEUE_MS)
    ) {
      if (this.#growth === 'doubled') this.#growth = 'brisk';
      return;
    }
    const step = { doubled: 1, brisk: BRISK_STEP, careful: 1 / this.#windowMessages }[this.#growth];
    this.#windowMessages = Math.min(this.#limits.maxMessages, this.#windowMessages + step);
  }

  // Losses of one round trip are one event. A few among hundreds are no congestion and cost little; from an eighth of
  // what was in flight on, the window halves.
  #shrink(now: number, share: number): void {
    if (now - this.#lastShrunkAt < this.#roundTrip.timeoutMs) return;
    this.#lastShrunkAt = now;
    this.#beforeShrink = { messages: this.#windowMessages, growth: this.#growth };
    this.#growth = 'careful';
    this.#windowMessages = Math.max(MIN_WINDOW, this.#windowMessages * (1 - Math.min(0.5, 4 * share)));
  }
}
