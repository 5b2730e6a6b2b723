// Notices that an agent acknowledges nothing any more although the gateway is there: its machine was cut off, reset or
// killed, and nobody says so. Beside mux-port; looks every two seconds while something is unacknowledged.
//
// Three steps. Silent: new connections go to another session, and the gateway is asked for a sign of life. Asked in
// vain, and no connection lives in it: the session is given up. Silent for as long as AWS's own client waits, and no
// slow program can be the reason, or for half a minute after the gateway said that the agent is away: given up too.
import { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { PAYLOAD_TYPE } from './payloads.ts';
import type { PortChannel } from './port-channel.ts';
import { encodeSmuxFrame, SMUX_COMMAND } from './smux-frame.ts';

const CHECK_EVERY_MS = 2_000;
/** Looks, not time: a computer that slept has looked once. Ten seconds are far above any round trip. */
const SILENT_CHECKS = 5;
/** AWS's own client gives up after 3,000 resends, 100 ms apart (fact sheet 4). */
const GIVEN_UP_CHECKS = 150;
/** An agent whose socket is away tries five times, some seconds together, to come back, and then never again. */
const AWAY_CHECKS = 15;
/** Heard lately: not worth a round trip before a connection. */
const FRESH_MS = 30_000;

export interface SilenceWatchOptions {
  readonly channel: PortChannel;
  readonly clock: Clock;
  /** False while the data channel is being resumed, or not being read: silence then means nothing. */
  readonly isListening: () => boolean;
  /** Connections in the session. */
  readonly streamCount: () => number;
  /** A program that takes nothing may keep the agent from acknowledging. */
  readonly mayBeBlocked: () => boolean;
  /** Once: the session is of no use. */
  readonly onGone: (error: AppError) => void;
}

interface Question {
  /** Looks since it was asked. */
  checks: number;
  readonly answered: Promise<void>;
  readonly settle: (error: AppError | null) => void;
}

export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #acknowledged = -1;
  #bytesDown = -1;
  #heardAt: number;
  #quietChecks = 0;
  #question: Question | null = null;
  #stopTimer: (() => void) | null = null;
  #isOver = false;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    this.#heardAt = options.clock.now();
  }

  /** Nothing was acknowledged for so long that another session is the better place. */
  get isSilent(): boolean {
    return this.#quietChecks >= SILENT_CHECKS;
  }

  /** Something was handed to the data channel. */
  sent(): void {
    if (this.#stopTimer !== null || this.#isOver) return;
    this.#look();
    this.#stopTimer = this.#options.clock.after(CHECK_EVERY_MS, () => {
      this.#stopTimer = null;
      this.#check();
      if (this.#options.channel.stats.unacknowledged > 0) this.sent();
    });
  }

  /** Before a connection: settles when the agent is there. Rejects with a retryable `ssm/session-gone`. */
  async ask(signal: AbortSignal): Promise<void> {
    if (!this.isSilent && this.#options.clock.now() - this.#heardAt < FRESH_MS) return;
    this.#question ??= this.#pose();
    const { answered } = this.#question;
    await new Promise<void>((resolve, reject) => {
      const stopListening = onAbort(signal, () => {
        reject(cancelledError());
      });
      answered.then(resolve, reject).finally(stopListening);
    });
  }

  stop(error: AppError): void {
    this.#isOver = true;
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#question?.settle(error);
  }

  #pose(): Question {
    let settle: Question['settle'] = () => undefined;
    const answered = new Promise<void>((resolve, reject) => {
      settle = (error) => {
        this.#question = null;
        if (error === null) resolve();
        else reject(error);
      };
    });
    answered.catch(() => undefined); // those who wait for it are told
    const nothing = encodeSmuxFrame(SMUX_COMMAND.keepAlive, 0);
    this.#options.channel.send(PAYLOAD_TYPE.output, nothing, {
      small: nothing,
      onAnswer: () => {
        this.#heardAt = this.#options.clock.now();
        settle(null);
      },
    });
    this.sent();
    return { checks: 0, answered, settle };
  }

  /** True when something has come since the last look. */
  #look(): boolean {
    const { acknowledged, bytesDown } = this.#options.channel.stats;
    const isNews = acknowledged !== this.#acknowledged || bytesDown !== this.#bytesDown;
    this.#acknowledged = acknowledged;
    this.#bytesDown = bytesDown;
    return isNews;
  }

  #check(): void {
    const { channel, isListening, streamCount, mayBeBlocked, onGone } = this.#options;
    if (this.#look()) {
      this.#heardAt = this.#options.clock.now();
      this.#quietChecks = 0;
      return;
    }
    if (!isListening() || channel.stats.unacknowledged === 0) {
      this.#quietChecks = 0;
      return;
    }
    this.#quietChecks += 1;
    // The gateway answers by itself: a path that is dead is noticed by this, and the session resumed.
    if (this.#quietChecks === SILENT_CHECKS) {
      channel.probe();
      // Perhaps only an ack was lost: agents do not all acknowledge a duplicate, but a new message they do.
      this.#question ??= this.#pose();
    }
    if (this.#question !== null) this.#question.checks += 1;
    const isAskedInVain = (this.#question?.checks ?? 0) >= SILENT_CHECKS;
    const isGivenUp = channel.isPeerAway
      ? this.#quietChecks >= AWAY_CHECKS
      : this.#quietChecks >= GIVEN_UP_CHECKS && !mayBeBlocked();
    if (!isAskedInVain && !isGivenUp) return;
    const error = new AppError('ssm/session-gone', 'The agent stopped answering.', {
      detail: 'Its machine may have been restarted or cut off.',
      retryable: true,
    });
    if (isGivenUp || streamCount() === 0) onGone(error);
    else this.#question?.settle(error);
  }
}
