// A port session from grant to end: the session below, and the mode that the agent and the document allow.
// Above session; below port-pool, which spreads connections over several of these.
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import { delay, onAbort } from '../base/abort.ts';
import { canBeTerminatedByFlag, canMultiplex } from './agent-version.ts';
import { BasicPort } from './basic-port.ts';
import type { ChannelEnd } from './data-channel.ts';
import type { StartedSession } from './handshake.ts';
import { MuxPort } from './mux-port.ts';
import { encodeFlag, FLAG, parseFlag, PAYLOAD_TYPE, SESSION_TYPE } from './payloads.ts';
import type { PortCarrier } from './port-carrier.ts';
import type { PortMode, PortSession, PortSessionEnding, PortSessionOptions } from './port-session.ts';
import { DEFAULT_PORT_SETTINGS, type PortSettings, SAFE_PAYLOAD_BYTES } from './port-settings.ts';
import type { PortStream } from './port-stream.ts';
import { Session, type SessionPhase } from './session.ts';
import { shellEndingOf } from './session-ending.ts';

const propertiesSchema = z.object({ type: z.literal('LocalPortForwarding') });
/** The agent sends its request again for as long as it lives, and gives the client 15 s to answer. */
const CONNECT_TIMEOUT_MS = 20_000;
/** For the TerminateSession flag to be acknowledged. (The official client sends it and does not wait.) */
const FLAG_TIMEOUT_MS = 1_000;
const FLAG_POLL_MS = 20;

/** Rejects with AppError; the session is then terminated. */
export async function openPortSession(options: PortSessionOptions): Promise<PortSession> {
  const session = new LivePortSession(options);
  await session.open();
  return session;
}

class LivePortSession implements PortSession {
  readonly #options: PortSessionOptions;
  readonly #settings: PortSettings;
  readonly #session: Session;
  readonly #opening = new AbortController();
  readonly ended: Promise<PortSessionEnding>;
  #settle: (ending: PortSessionEnding) => void = () => undefined;
  #carrier: PortCarrier | null = null;
  #agentVersion = '';
  #encrypted = false;
  #phase: SessionPhase = { kind: 'opening-channel' };
  #isOver = false;
  #closing: Promise<void> | null = null;

  constructor(options: PortSessionOptions) {
    this.#options = options;
    this.#settings = { ...DEFAULT_PORT_SETTINGS, ...options.settings };
    this.ended = new Promise((resolve) => (this.#settle = resolve));
    this.#session = new Session({
      ...options,
      signal: this.#opening.signal,
      accepts: [SESSION_TYPE.port],
      window: this.#settings.window,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      hasRoomDownstream: () => true, // bounded by the streams, which pause reading
      onPhase: (phase) => {
        this.#phase = phase;
        if (!this.#isOver) options.onPhase?.(phase);
      },
      onStarted: (started) => {
        this.#onStarted(started);
      },
      onMessage: (type, payload) => {
        if (type === PAYLOAD_TYPE.flag) this.#carrier?.onFlag(parseFlag(payload));
        else this.#carrier?.onMessage(type, payload);
      },
      onRoom: () => this.#carrier?.onRoom(),
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
  get encrypted(): boolean {
    return this.#encrypted;
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
  get isOver(): boolean {
    return this.#isOver || this.#closing !== null;
  }
  get roundTripMs(): number | null {
    return this.#session.stats.roundTripMs;
  }
  get phase(): SessionPhase {
    return this.#phase;
  }
  streams(): Iterable<PortStream> {
    return this.#carrier?.streams() ?? [];
  }

  async open(): Promise<void> {
    const stopListening = onAbort(this.#options.signal, () => {
      this.#opening.abort();
    });
    try {
      await this.#session.open();
    } finally {
      stopListening();
    }
  }

  dial(signal: AbortSignal): Promise<Duplex> {
    if (this.isOver || this.#carrier === null)
      return Promise.reject(new AppError('ssm/session-gone', 'The session has ended.', { retryable: true }));
    return this.#carrier.dial(signal);
  }

  probe(): void {
    this.#session.probe();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const wasOver = this.#isOver;
    this.#finish({ kind: 'normal', reason: null });
    if (!wasOver && canBeTerminatedByFlag(this.#agentVersion)) {
      // The agent closes its sockets at once when it reads the flag; the API takes its time, but is sure to be heard.
      const { clock } = this.#options;
      this.#session.send(PAYLOAD_TYPE.flag, encodeFlag(FLAG.terminateSession));
      const giveUpAt = clock.now() + FLAG_TIMEOUT_MS;
      const never = new AbortController().signal;
      while (this.#session.stats.unacknowledged > 0 && clock.now() < giveUpAt)
        await delay(FLAG_POLL_MS, never, clock);
    }
    await this.#session.close();
  }

  #onStarted({ properties, agentVersion, encrypted }: StartedSession): void {
    const { clock } = this.#options;
    const { quietMs, keepAwakeMs, payloadBytes } = this.#settings;
    this.#agentVersion = agentVersion ?? '';
    this.#encrypted = encrypted;
    // Any other type, or none, is one plain stream to the agent: the session ends with it.
    const isStdio = !propertiesSchema.safeParse(properties).success;
    const onDead = (error: AppError): void => {
      this.#onEnd({ kind: 'failed', error });
      void this.#session.close();
    };
    const isConnected = (): boolean => this.#phase.kind === 'open';
    const shared = { channel: this.#session, clock, quietMs, isConnected, onDead };
    if (!isStdio && canMultiplex(this.#agentVersion)) {
      const mux = new MuxPort({ ...shared, agentVersion: this.#agentVersion, keepAwakeMs });
      this.#carrier = mux;
      mux.probeSize(payloadBytes);
    } else
      this.#carrier = new BasicPort({
        ...shared,
        // Raw bytes leave nothing to try a larger size with.
        payloadBytes: Math.min(payloadBytes, SAFE_PAYLOAD_BYTES),
        isStdio,
        onDone: () => void this.close(),
      });
  }

  #onEnd(end: ChannelEnd): void {
    const ending = shellEndingOf(end, null);
    this.#finish(ending.kind === 'failed' ? ending : { kind: 'normal', reason: ending.reason });
  }

  #finish(ending: PortSessionEnding): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const error =
      ending.kind === 'failed'
        ? ending.error
        : new AppError('ssm/session-gone', 'The session was ended.', {
            detail: ending.reason,
            retryable: true,
          });
    this.#carrier?.end(error, ending.kind === 'normal');
    this.#settle(ending);
  }
}
