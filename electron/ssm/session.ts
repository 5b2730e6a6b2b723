// One SSM session from grant to end, whatever its type: channel, handshake, phases, deadlines, termination.
// Between data-channel/session-start and the kinds of session (shell-session, port-session).
import { AppError } from '../../shared/app-error.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import { asAppError, type ChannelState } from './channel-link.ts';
import { type ChannelEnd, type ChannelStats, DataChannel, type DataChannelOptions } from './data-channel.ts';
import type { StartedSession } from './handshake.ts';
import { PayloadSeal } from './payload-seal.ts';
import { startFailureOf } from './session-ending.ts';
import { SessionStart } from './session-start.ts';
import { StartGrace } from './start-grace.ts';
import { StartWatch } from './start-watch.ts';
import { terminateQuietly } from './terminate-quietly.ts';

export type SessionPhase =
  | { readonly kind: 'opening-channel' }
  | { readonly kind: 'waiting-for-agent' }
  | { readonly kind: 'securing' }
  | { readonly kind: 'open' }
  | Extract<ChannelState, { kind: 'reconnecting' }>;

export interface SessionOptions extends Omit<DataChannelOptions, 'onState' | 'onEnd' | 'onPeer'> {
  /** The Target of StartSession. */
  readonly targetId: string;
  /** Session types that the caller can serve. */
  readonly accepts: readonly string[];
  /** Cancels the opening, later closes the session. */
  readonly signal: AbortSignal;
  /** How long the agent may take to start once the channel is open. */
  readonly connectTimeoutMs: number;
  /** After a reconnect the phase before it is told again. */
  onPhase(phase: SessionPhase): void;
  /** Before any message is handed on. */
  onStarted(session: StartedSession): void;
  /** Messages after the start, decrypted. */
  onMessage(payloadType: number, payload: Uint8Array): void;
  /** Once, and only after `onStarted`: also as `closed` without words when `close` ended it. */
  onEnd(end: ChannelEnd): void;
}

/** KMS, and the agent's own deadlines of 15 s each for response and challenge. */
const SECURE_TIMEOUT_MS = 35_000;

type Stage =
  | {
      readonly kind: 'starting';
      readonly resolve: (session: StartedSession) => void;
      readonly reject: (error: AppError) => void;
    }
  | { readonly kind: 'started' }
  | { readonly kind: 'ended' };

export class Session {
  readonly #options: SessionOptions;
  readonly #life = new AbortController();
  readonly #seal = new PayloadSeal();
  readonly #channel: DataChannel;
  readonly #start: SessionStart;
  readonly #watch: StartWatch;
  readonly #grace: StartGrace;
  #stage: Stage = { kind: 'ended' };
  #phase: Exclude<SessionPhase, { kind: 'reconnecting' }> = { kind: 'opening-channel' };
  #lastTrouble: string | null = null;
  #stopListening: () => void = () => undefined;
  #closing: Promise<void> | null = null;
  /** Whether AWS still believes in the session, so that it has to be terminated. */
  #aliveAtAws = true;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#grace = new StartGrace(options.clock);
    const send = (payloadType: number, payload: Uint8Array) => {
      this.send(payloadType, payload);
    };
    this.#channel = new DataChannel({
      ...options,
      onMessage: (payloadType, sealed) => {
        const payload = this.#seal.open(payloadType, sealed);
        if (this.#start.receive(payloadType, payload) && this.#stage.kind === 'started')
          options.onMessage(payloadType, payload);
      },
      onState: (state) => {
        this.#onChannelState(state);
      },
      onPeer: (peer) => {
        this.#watch.peer(peer);
      },
      onEnd: (end) => {
        this.#end(end);
      },
    });
    this.#watch = new StartWatch({
      clock: options.clock,
      onTooLate: (ms) => {
        const error = new AppError('ssm/handshake-timeout', 'The agent did not start the session.', {
          detail: this.#lastTrouble ?? `Nothing came from it within ${Math.round(ms / 1000)} s.`,
          retryable: true,
        });
        this.#end({ kind: 'failed', error });
      },
      onSilent: () => {
        this.#start.takeSilence();
      },
    });
    this.#start = new SessionStart({
      terms: { sessionId: options.grant.sessionId, targetId: options.targetId, accepts: options.accepts },
      control: options.control,
      seal: this.#seal,
      clock: options.clock,
      signal: this.#life.signal,
      send,
      onSecuring: () => {
        this.#enter({ kind: 'securing' });
        this.#watch.within(SECURE_TIMEOUT_MS);
      },
      onStarted: (session) => {
        this.#onStarted(session);
      },
      onFailed: (error) => {
        this.#end({ kind: 'failed', error });
      },
    });
  }

  get stats(): ChannelStats {
    return this.#channel.stats;
  }

  get isPeerAway(): boolean {
    return this.#channel.isPeerAway;
  }

  get hasRoom(): boolean {
    return !this.#grace.isOn && this.#channel.hasRoom;
  }

  /**
   * Resolves when the far side has really started. Rejects with AppError, after the session was terminated and
   * everything is released.
   */
  open(): Promise<StartedSession> {
    const { signal } = this.#options;
    return new Promise<StartedSession>((resolve, reject) => {
      this.#stage = { kind: 'starting', resolve, reject };
      this.#options.onPhase(this.#phase);
      this.#stopListening = onAbort(signal, () => {
        if (this.#stage.kind === 'starting') this.#end({ kind: 'failed', error: cancelledError() });
        else void this.close();
      });
      if (signal.aborted) return;
      this.#channel.open().catch((error: unknown) => {
        this.#end({ kind: 'failed', error: asAppError(error) });
      });
    });
  }

  send(payloadType: number, payload: Uint8Array, probe?: Parameters<DataChannel['send']>[2]): void {
    this.#grace.run(() => {
      this.#channel.send(payloadType, this.#seal.seal(payloadType, payload), probe);
    });
  }

  hold(): void {
    this.#channel.hold();
  }

  release(): void {
    this.#channel.release();
  }

  probe(): void {
    this.#channel.probe();
  }

  /** Terminates the session and releases everything. Bounded; never rejects; safe to call again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#terminate();
    // The gateway may have told the end meanwhile, in better words.
    this.#end({ kind: 'closed', output: '', isComplete: true });
    await this.#channel.close();
  }

  #onChannelState(state: ChannelState): void {
    switch (state.kind) {
      case 'reconnecting':
        this.#lastTrouble = state.detail === null ? state.reason : `${state.reason} ${state.detail}`;
        this.#options.onPhase(state);
        return;
      case 'open':
        if (this.#phase.kind === 'opening-channel') {
          this.#enter({ kind: 'waiting-for-agent' });
          this.#watch.within(this.#options.connectTimeoutMs);
        } else this.#options.onPhase(this.#phase);
        return;
      default:
        assertNever(state);
    }
  }

  #enter(phase: Exclude<SessionPhase, { kind: 'reconnecting' }>): void {
    this.#phase = phase;
    this.#options.onPhase(phase);
  }

  #onStarted(session: StartedSession): void {
    if (this.#stage.kind !== 'starting') return;
    this.#watch.stop();
    const { resolve } = this.#stage;
    this.#stage = { kind: 'started' };
    // Without a handshake nothing is to be waited for.
    if (session.agentVersion !== null) this.#grace.begin(this.#options.onRoom);
    this.#enter({ kind: 'open' });
    this.#options.onStarted(session);
    resolve(session);
  }

  #end(end: ChannelEnd): void {
    const stage = this.#stage;
    if (stage.kind === 'ended') return;
    this.#stage = { kind: 'ended' };
    this.#watch.stop();
    this.#grace.stop();
    this.#stopListening();
    this.#life.abort();
    if (end.kind === 'closed' || end.error.code === 'ssm/session-gone') this.#aliveAtAws = false;
    // What could not be used any more is terminated too, or it would stay open until its idle timeout.
    const released = this.close();
    if (stage.kind === 'started') this.#options.onEnd(end);
    else
      void released.then(() => {
        stage.reject(startFailureOf(end));
      });
  }

  async #terminate(): Promise<void> {
    if (!this.#aliveAtAws) return;
    this.#aliveAtAws = false;
    await terminateQuietly(this.#options);
  }
}
