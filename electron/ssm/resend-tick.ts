// Looks every few milliseconds for messages that are to be sent again. Inside data-channel, while something is
// unacknowledged and the socket is there; never otherwise.
import type { Clock } from '../base/clock.ts';
import { MAX_UPLINK_BYTES } from './acknowledger.ts';
import type { ChannelLink } from './channel-link.ts';
import type { SendWindow } from './send-window.ts';

/** The official resend tick is 100 ms; twice as fine, so that a loss costs little more than its timeout. */
const TICK_MS = 50;
/** Many losses at once: the rest goes with the next tick, so that a resend storm leaves room for acks. */
const MAX_RESENDS_PER_TICK = 32;

export class ResendTick {
  readonly #link: Pick<ChannelLink, 'isUp' | 'bufferedBytes' | 'send'>;
  readonly #window: Pick<SendWindow, 'unacknowledgedCount' | 'takeDue'>;
  readonly #clock: Clock;
  #stop: (() => void) | null = null;
  #wasLate = false;

  constructor(
    link: Pick<ChannelLink, 'isUp' | 'bufferedBytes' | 'send'>,
    window: Pick<SendWindow, 'unacknowledgedCount' | 'takeDue'>,
    clock: Clock,
  ) {
    this.#link = link;
    this.#window = window;
    this.#clock = clock;
  }

  arm(): void {
    if (this.#stop !== null || !this.#link.isUp || this.#window.unacknowledgedCount === 0) return;
    const dueAt = this.#clock.now() + TICK_MS;
    this.#stop = this.#clock.after(TICK_MS, () => {
      this.#stop = null;
      // Timers run before sockets are read: after a moment in which this process stood still, the acks that have come
      // meanwhile are read first. Once, or a machine that is always busy would repair nothing.
      this.#wasLate = !this.#wasLate && this.#clock.now() - dueAt > TICK_MS;
      if (!this.#wasLate && this.#link.bufferedBytes < MAX_UPLINK_BYTES)
        for (const frame of this.#window.takeDue(this.#clock.now(), MAX_RESENDS_PER_TICK))
          this.#link.send(frame);
      this.arm();
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
