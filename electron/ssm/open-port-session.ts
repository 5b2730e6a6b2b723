// A port session from grant to end: data channel, handshake, and the mode that the agent and the document allow.
// Above data-channel; below port-pool, which spreads connections over several of these.
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import { canBeTerminatedByFlag, canMultiplex } from './agent-version.ts';
import { BasicPort } from './basic-port.ts';
import type { ChannelState } from './channel-link.ts';
import { type ChannelEnd, DataChannel } from './data-channel.ts';
import type { StartedSession } from './handshake.ts';
import { MuxPort } from './mux-port.ts';
import { PayloadSeal } from './payload-seal.ts';
import { encodeFlag, FLAG, parseFlag, PAYLOAD_TYPE, SESSION_TYPE } from './payloads.ts';
import type { PortCarrier } from './port-carrier.ts';
import type { PortMode, PortSession, PortSessionEnding, PortSessionOptions } from './port-session.ts';
import { endPortSession } from './port-session-end.ts';
import { DEFAULT_PORT_SETTINGS, type PortSettings } from './port-settings.ts';
import type { PortStream } from './port-stream.ts';
import { SessionStart } from './session-start.ts';

const propertiesSchema = z.object({ type: z.string().optional() });
/** The agent sends its request again for as long as it lives, and gives the client 15 s to answer. */
const HANDSHAKE_TIMEOUT_MS = 20_000;

/** Rejects with AppError; the session is then terminated. */
export async function openPortSession(options: PortSessionOptions): Promise<PortSession> {
  const session = new LivePortSession(options);
  try {
    await session.open();
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

class LivePortSession implements PortSession {
  readonly #options: PortSessionOptions;
  readonly #settings: PortSettings;
  readonly #channel: DataChannel;
  readonly #life = new AbortController();
  readonly ended: Promise<PortSessionEnding>;
  #carrier: PortCarrier | null = null;
  #agentVersion = '';
  #state: ChannelState = { kind: 'open' };
  #settle: (ending: PortSessionEnding) => void = () => undefined;
  #started: { resolve: () => void; reject: (error: AppError) => void } | null = null;
  #isOver = false;
  #closing: Promise<void> | null = null;

  constructor(options: PortSessionOptions) {
    this.#options = options;
    this.#settings = { ...DEFAULT_PORT_SETTINGS, ...options.settings };
    this.ended = new Promise((resolve) => (this.#settle = resolve));
    const { grant, control, policy, network, clock, random, log, targetId } = options;
    const seal = new PayloadSeal();
    const start = new SessionStart({
      terms: { sessionId: grant.sessionId, targetId, accepts: [SESSION_TYPE.port] },
      control,
      seal,
      clock,
      signal: this.#life.signal,
      send: (type, payload) => {
        this.#channel.send(type, payload);
      },
      onSecuring: () => undefined,
      onStarted: (session) => {
        this.#onStarted(session);
      },
      onFailed: (error) => {
        this.#onEnd({ kind: 'failed', error });
      },
    });
    this.#channel = new DataChannel({
      grant,
      control,
      policy,
      network,
      clock,
      random,
      log,
      window: this.#settings.window,
      hasRoomDownstream: () => true, // bounded by the streams, which pause reading
      onMessage: (type, payload) => {
        if (!start.receive(type, payload) || this.#carrier === null) return;
        if (type === PAYLOAD_TYPE.flag) this.#carrier.onFlag(parseFlag(payload));
        else this.#carrier.onMessage(type, payload);
      },
      onRoom: () => this.#carrier?.onRoom(),
      onState: (state) => {
        this.#state = state;
        if (!this.#isOver) options.onState?.(state);
      },
      onEnd: (end) => {
        this.#onEnd(end);
      },
    });
  }

  get sessionId(): string {
    return this.#options.grant.sessionId;
  }
  get agentVersion(): string {
    return this.#agentVersion;
  }
  get mode(): PortMode {
    return this.#carrier?.mode ?? 'basic';
  }
  get capacity(): number {
    return this.#carrier?.capacity ?? 0;
  }
  get streamCount(): number {
    return this.#carrier?.streamCount ?? 0;
  }
  get isCongested(): boolean {
    return this.#carrier?.isCongested ?? false;
  }
  get roundTripMs(): number | null {
    return this.#channel.stats.roundTripMs;
  }
  get state(): ChannelState {
    return this.#state;
  }
  streams(): Iterable<PortStream> {
    return this.#carrier?.streams() ?? [];
  }

  async open(): Promise<void> {
    const { signal, clock } = this.#options;
    const started = new Promise<void>((resolve, reject) => (this.#started = { resolve, reject }));
    // Whichever comes first is told; the other one is nobody's any more.
    started.catch(() => undefined);
    const stopListening = onAbort(signal, () => {
      this.#started?.reject(cancelledError());
      void this.#channel.close();
    });
    const stopTimer = clock.after(HANDSHAKE_TIMEOUT_MS, () => {
      this.#started?.reject(
        new AppError('ssm/handshake-timeout', 'The agent did not start the session in time.', { retryable: true }),
      );
    });
    try {
      await Promise.race([this.#channel.open(), started]);
      await started;
    } finally {
      stopTimer();
      stopListening();
      this.#started = null;
    }
  }

  dial(signal: AbortSignal): Promise<Duplex> {
    if (this.#isOver || this.#closing !== null || this.#carrier === null)
      return Promise.reject(new AppError('ssm/session-gone', 'The session has ended.', { retryable: true }));
    return this.#carrier.dial(signal);
  }

  probe(): void {
    this.#channel.probe();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { control, clock, log } = this.#options;
    const wasOver = this.#isOver;
    this.#finish({ kind: 'normal', reason: null });
    if (!wasOver)
      await endPortSession({
        channel: this.#channel,
        sendFlag: canBeTerminatedByFlag(this.#agentVersion)
          ? () => {
              this.#channel.send(PAYLOAD_TYPE.flag, encodeFlag(FLAG.terminateSession));
            }
          : null,
        terminate: (signal) => control.terminate(this.sessionId, signal),
        clock,
        log,
      });
    await this.#channel.close();
  }

  #onStarted({ properties, agentVersion }: StartedSession): void {
    const { clock } = this.#options;
    const { quietMs, keepAwakeMs } = this.#settings;
    this.#agentVersion = agentVersion ?? '';
    const parsed = propertiesSchema.safeParse(properties);
    const isStdio = !parsed.success || parsed.data.type === undefined;
    const shared = { channel: this.#channel, clock, quietMs, payloadBytes: () => this.#settings.payloadBytes };
    this.#carrier =
      !isStdio && canMultiplex(this.#agentVersion)
        ? new MuxPort({ ...shared, agentVersion: this.#agentVersion, keepAwakeMs })
        : new BasicPort({
            ...shared,
            isStdio,
            isConnected: () => this.#state.kind === 'open',
            onDead: (error) => {
              this.#onEnd({ kind: 'failed', error });
            },
            onDone: () => void this.close(),
          });
    this.#started?.resolve();
  }

  #onEnd(end: ChannelEnd): void {
    if (end.kind === 'failed') this.#finish({ kind: 'failed', error: end.error });
    else this.#finish({ kind: 'normal', reason: end.output === '' ? null : end.output });
  }

  #finish(ending: PortSessionEnding): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#life.abort();
    const error = ending.kind === 'failed' ? ending.error : endedError(ending.reason);
    this.#started?.reject(error);
    this.#carrier?.end(error, ending.kind === 'normal');
    this.#settle(ending);
  }
}

function endedError(reason: string | null): AppError {
  if (reason === null) return new AppError('ssm/session-gone', 'The session was ended.', { retryable: true });
  return new AppError('ssm/session-failed', 'The agent ended the session.', { detail: reason, retryable: true });
}
