// The socket of a data channel as something lasting: opens it, and opens another when it is lost.
// Between channel-socket/channel-reconnect and data-channel, which sees only "up" and "down".
import { AppError } from '../../shared/app-error.ts';
import { backoffDelay } from '../base/backoff.ts';
import { delay } from '../base/abort.ts';
import type { Clock, Random } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { Network } from '../base/network.ts';
import { describeEnding, type OpenWebSocket } from '../base/web-socket.ts';
import { reconnect, type ReconnectProgress } from './channel-reconnect.ts';
import { openChannelSocket } from './channel-socket.ts';
import type { SessionControl, SessionGrant } from './session-control.ts';
import type { StreamUrlPolicy } from './stream-url.ts';

export type ChannelState =
  { readonly kind: 'open' } | ({ readonly kind: 'reconnecting' } & ReconnectProgress);

export interface ChannelLinkOptions {
  readonly grant: SessionGrant;
  readonly control: SessionControl;
  readonly policy: StreamUrlPolicy;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A socket is there and not yet being read: what has to go first is written now. */
  onUp(): void;
  onDown(): void;
  onFrame(data: Buffer): void;
  /** The socket has room again. */
  onDrain(): void;
  onState(state: ChannelState): void;
  /** There will be no other socket; once, not after `close`. */
  onFailed(error: AppError): void;
}

/** Why reading is stopped: those behind have enough, or our own acks do not get away. */
type Hold = 'consumer' | 'uplink';

/** A connection that lived shorter counts as a failed attempt, so that a flapping gateway is not hammered. */
const STABLE_MS = 5_000;
/** One that carried something of the session has been worth its ResumeSession, however soon it was lost. */
const USEFUL_MS = 100;
/** As the official client: the first opening is tried six times in all, some seconds together. */
const FIRST_TRIES = 6;
const FIRST_BACKOFF = { initialMs: 200, maxMs: 5_000, jitter: 0.5 };

export class ChannelLink {
  readonly #options: ChannelLinkOptions;
  readonly #life = new AbortController();
  readonly #wake = new Emitter<void>();
  readonly #holds = new Set<Hold>();
  #streamUrl: string;
  #socket: OpenWebSocket | null = null;
  #upSince = 0;
  #hasCarried = false;
  #attempts = 0;
  #closing: Promise<void> | null = null;

  constructor(options: ChannelLinkOptions) {
    this.#options = options;
    this.#streamUrl = options.grant.streamUrl;
  }

  get isUp(): boolean {
    return this.#socket !== null;
  }

  /** Bytes that the socket has taken and not yet passed on; 0 while down. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedBytes ?? 0;
  }

  /** Opens the first socket; while that may help, again with the same grant. Rejects with AppError. */
  async open(): Promise<void> {
    const { grant, clock, random } = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        this.#up(await this.#openSocket(grant, this.#life.signal));
        return;
      } catch (error) {
        const retryable = error instanceof AppError && error.retryable;
        if (!retryable || attempt + 1 >= FIRST_TRIES || this.#life.signal.aborted) throw error;
        await delay(backoffDelay(attempt, FIRST_BACKOFF, random), this.#life.signal, clock);
      }
    }
  }

  /** Does nothing while down. */
  send(frame: Uint8Array): void {
    this.#socket?.send(frame);
  }

  /** The socket has brought something of the agent. */
  carried(): void {
    this.#hasCarried = true;
  }

  hold(who: Hold): void {
    if (this.#holds.has(who)) return;
    this.#holds.add(who);
    if (this.#holds.size === 1) this.#socket?.pause();
  }

  release(who: Hold): void {
    if (this.#holds.delete(who) && this.#holds.size === 0) this.#socket?.resume();
  }

  /** Asks for a sign of life, or tries to come back at once. */
  probe(): void {
    this.#socket?.probe();
    this.#wake.emit();
  }

  /** Nothing is told any more. Settles when the socket is gone; bounded, never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#life.abort();
    const socket = this.#socket;
    this.#socket = null;
    await socket?.close();
  }

  #openSocket(grant: SessionGrant, signal: AbortSignal): Promise<OpenWebSocket> {
    const { control, policy, network, clock } = this.#options;
    return openChannelSocket({
      grant,
      control,
      policy,
      clock,
      signal,
      network,
      onMessage: (data, isText) => {
        // The gateway answers the opening frame with nothing; text has no meaning from it.
        if (!isText && this.#closing === null) this.#options.onFrame(data);
      },
      onDrain: () => {
        this.release('uplink');
        if (this.#closing === null) this.#options.onDrain();
      },
      onEnd: (ending) => {
        void this.#comeBack(describeEnding(ending, 'the gateway'));
      },
    });
  }

  #up(socket: OpenWebSocket): void {
    if (this.#closing !== null) {
      // Closed while it was being opened.
      void socket.close();
      return;
    }
    this.#socket = socket;
    this.#upSince = this.#options.clock.now();
    this.#hasCarried = false;
    this.#holds.delete('uplink');
    this.#options.onUp();
    if (this.#holds.size === 0) socket.resume();
    this.#options.onState({ kind: 'open' });
  }

  async #comeBack(reason: string): Promise<void> {
    if (this.#closing !== null) return;
    const { grant, control, clock, random, log } = this.#options;
    this.#socket = null;
    this.#options.onDown();
    if (clock.now() - this.#upSince >= (this.#hasCarried ? USEFUL_MS : STABLE_MS)) this.#attempts = 0;
    log.info('The data channel was lost; resuming.', { reason, session: grant.sessionId });
    try {
      const { opened, attempts } = await reconnect({
        sessionId: grant.sessionId,
        control,
        reason,
        earlierAttempts: this.#attempts,
        clock,
        random,
        signal: this.#life.signal,
        log,
        onWake: this.#wake.on,
        open: (next, signal) => {
          this.#streamUrl = next.streamUrl ?? this.#streamUrl;
          return this.#openSocket({ ...next, streamUrl: this.#streamUrl }, signal);
        },
        onProgress: (progress) => {
          if (this.#closing === null) this.#options.onState({ kind: 'reconnecting', ...progress });
        },
      });
      this.#attempts = attempts;
      this.#up(opened);
    } catch (error) {
      if (this.#closing === null) this.#options.onFailed(asAppError(error));
    }
  }
}

/** What is thrown at the edge of the engine becomes an AppError; a foreign one is a bug of ours. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', 'The session failed unexpectedly.', {
    detail: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
