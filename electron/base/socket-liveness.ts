// Tells whether the far side of a socket is still there: pings, and expects to hear something before a deadline.
// Beside base/web-socket, on an injected clock; knows nothing of WebSockets.
import type { Clock } from './clock.ts';

/** Half the usual idle limit of NATs and load balancers (60 s), and what keeps a gateway from calling us idle. */
const PING_EVERY_MS = 30_000;
/** A round trip over a bad mobile link is a few seconds; a resume is cheap, so no longer than this. */
const ANSWER_WITHIN_MS = 15_000;
/** After a probe somebody is waiting: the computer woke up, the network changed. */
const PROBE_ANSWER_WITHIN_MS = 5_000;

export interface LivenessActions {
  ping(): void;
  /** Nothing was heard for so long; told once. */
  onSilent(silentMs: number): void;
}

export class SocketLiveness {
  readonly #clock: Clock;
  readonly #actions: LivenessActions;
  #lastHeardAt = 0;
  // Not read from the times: an answer may come within the same millisecond.
  #heardSincePing = false;
  #stopTimer: (() => void) | null = null;

  constructor(clock: Clock, actions: LivenessActions) {
    this.#clock = clock;
    this.#actions = actions;
  }

  /** Starts over: silence counts from now. */
  start(): void {
    this.#lastHeardAt = this.#clock.now();
    this.#pingIn(PING_EVERY_MS);
  }

  heard(): void {
    this.#lastHeardAt = this.#clock.now();
    this.#heardSincePing = true;
  }

  /** While nobody reads the socket its silence means nothing; `start` ends this. */
  suspend(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  stop(): void {
    this.suspend();
  }

  /** Pings now; nothing while suspended or stopped. */
  probe(): void {
    if (this.#stopTimer !== null) this.#ping(PROBE_ANSWER_WITHIN_MS);
  }

  #pingIn(ms: number): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#clock.after(ms, () => {
      this.#ping(ANSWER_WITHIN_MS);
    });
  }

  #ping(answerWithinMs: number): void {
    this.#heardSincePing = false;
    this.#stopTimer?.();
    this.#stopTimer = this.#clock.after(answerWithinMs, () => {
      if (this.#heardSincePing) {
        this.#pingIn(PING_EVERY_MS - answerWithinMs);
        return;
      }
      this.#stopTimer = null;
      this.#actions.onSilent(this.#clock.now() - this.#lastHeardAt);
    });
    this.#actions.ping();
  }
}
