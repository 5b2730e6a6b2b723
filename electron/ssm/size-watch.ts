// Notices that a session's larger messages have stopped arriving while small ones still do, as can happen when it was
// resumed over another path. Beside mux-port; looks every two seconds while larger messages are on their way.
import type { Clock } from '../base/clock.ts';
import type { PortChannel } from './port-channel.ts';
import { PAYLOAD_TYPE } from './payloads.ts';
import { SAFE_PAYLOAD_BYTES } from './port-settings.ts';
import { encodeSmuxFrame, SMUX_COMMAND } from './smux-frame.ts';

const CHECK_EVERY_MS = 2_000;

export interface SizeWatchOptions {
  readonly channel: PortChannel;
  readonly clock: Clock;
  /** Once. The numbers of the lost messages cannot be given to smaller ones: only a new session helps. */
  onRefused(): void;
}

export class SizeWatch {
  readonly #options: SizeWatchOptions;
  #stopTimer: (() => void) | null = null;
  #state: 'watching' | 'asking' | 'over' = 'watching';

  constructor(options: SizeWatchOptions) {
    this.#options = options;
  }

  /** A message larger than AWS's own client would send is on its way. */
  sent(): void {
    if (this.#stopTimer !== null || this.#state === 'over') return;
    this.#stopTimer = this.#options.clock.after(CHECK_EVERY_MS, () => {
      this.#stopTimer = null;
      const { stuckBytes, unacknowledged } = this.#options.channel.stats;
      if (stuckBytes > SAFE_PAYLOAD_BYTES && this.#state === 'watching') this.#ask(stuckBytes);
      if (unacknowledged > 0) this.sent();
    });
  }

  stop(): void {
    this.#state = 'over';
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  // An agent whose program is slow acknowledges nothing at all. One that acknowledges this only once it is small, and
  // still not the larger message, which was sent many times before, does not get that. One that acknowledges a new
  // large message has the old one too: it does not acknowledge duplicates, and its ack was lost.
  #ask(bytes: number): void {
    this.#state = 'asking';
    const nothing = encodeSmuxFrame(SMUX_COMMAND.keepAlive, 0);
    this.#options.channel.send(PAYLOAD_TYPE.output, Buffer.alloc(bytes - (bytes % nothing.length), nothing), {
      small: nothing,
      onAnswer: (arrived) => {
        if (this.#state === 'over') return;
        this.#state = 'watching';
        if (arrived === 'large') return;
        if (this.#options.channel.stats.stuckBytes <= SAFE_PAYLOAD_BYTES) return;
        this.stop();
        this.#options.onRefused();
      },
    });
  }
}
