// A port session with an agent that multiplexes: joins smux-session to the data channel. Below port-session.
import type { Duplex } from 'node:stream';
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { endsSilentSessions } from './agent-version.ts';
import type { PortChannel } from './port-channel.ts';
import { FLAG, PAYLOAD_TYPE } from './payloads.ts';
import { SAFE_PAYLOAD_BYTES } from './port-settings.ts';
import type { PortCarrier } from './port-carrier.ts';
import { encodeSmuxFrame, SMUX_COMMAND } from './smux-frame.ts';
import { SilenceWatch } from './silence-watch.ts';
import { SizeWatch } from './size-watch.ts';
import { SmuxSession } from './smux-session.ts';

/** What older agents do themselves; they allow 30 s. */
const KEEP_ALIVE_MS = 10_000;
/** With so much waiting for slow programs the agent acknowledges nothing (fact sheet 7.2). */
const AGENT_BUFFER_BYTES = 4 * 1024 * 1024;

export interface MuxPortOptions {
  readonly channel: PortChannel;
  readonly clock: Clock;
  readonly agentVersion: string;
  readonly quietMs: number;
  /** A frame at least so often although the agent does not ask for it, so that the session never counts as idle. */
  readonly keepAwakeMs: number | null;
  /** False while the data channel is being resumed. */
  readonly isConnected: () => boolean;
  /** The session cannot go on; the next one will find the size that works. */
  readonly onDead: (error: AppError) => void;
}

export class MuxPort implements PortCarrier {
  readonly mode = 'mux';
  readonly #channel: PortChannel;
  readonly #session: SmuxSession;
  readonly #sizes: SizeWatch;
  readonly #silence: SilenceWatch;
  #isReadingPaused = false;
  /** Sent before the oldest of the connections that are open. */
  #settledBytes = 0;
  #payloadBytes = SAFE_PAYLOAD_BYTES;
  #isPumpDue = false;

  constructor(options: MuxPortOptions) {
    const { channel, clock, agentVersion, quietMs, keepAwakeMs } = options;
    this.#channel = channel;
    this.#sizes = new SizeWatch({
      channel,
      clock,
      onRefused: () => {
        options.onDead(
          new AppError('ssm/session-failed', 'The session stopped carrying larger messages.', {
            detail: `Messages of ${this.#payloadBytes} bytes no longer arrive, smaller ones do.`,
            retryable: true,
          }),
        );
      },
    });
    this.#silence = new SilenceWatch({
      channel,
      clock,
      isListening: () => options.isConnected() && !this.#isReadingPaused,
      streamCount: () => this.#session.streamCount,
      mayBeBlocked: () => channel.stats.bytesUp - this.#settledBytes >= AGENT_BUFFER_BYTES,
      onGone: options.onDead,
    });
    this.#session = new SmuxSession({
      clock,
      quietMs,
      keepAliveMs: endsSilentSessions(agentVersion) ? KEEP_ALIVE_MS : keepAwakeMs,
      carrier: {
        wake: () => {
          // Gathers what one turn of the event loop writes: SYN and first bytes share a message.
          if (this.#isPumpDue) return;
          this.#isPumpDue = true;
          queueMicrotask(() => {
            this.#isPumpDue = false;
            this.onRoom();
          });
        },
        pauseReading: (paused) => {
          this.#isReadingPaused = paused;
          if (paused) channel.hold();
          else channel.release();
        },
        isSettled: () => !this.#session.hasBytes && channel.stats.unacknowledged === 0,
      },
    });
  }

  /**
   * Tries the wanted size with frames that mean nothing, so that no bytes of a connection are ever at stake; until it
   * has arrived, and for good when only its small form does, messages keep the size that AWS's own client has.
   */
  probeSize(payloadBytes: number): void {
    if (payloadBytes <= SAFE_PAYLOAD_BYTES) {
      this.#payloadBytes = payloadBytes;
      return;
    }
    const nothing = encodeSmuxFrame(SMUX_COMMAND.keepAlive, 0);
    this.#channel.send(
      PAYLOAD_TYPE.output,
      Buffer.alloc(payloadBytes - (payloadBytes % nothing.length), nothing),
      {
        small: nothing,
        onAnswer: (arrived) => {
          if (arrived === 'large') this.#payloadBytes = payloadBytes;
        },
      },
    );
  }

  get streamCount(): number {
    return this.#session.streamCount;
  }

  get isCongested(): boolean {
    return this.#session.congested || this.#silence.isSilent;
  }

  get capacity(): number {
    return Number.POSITIVE_INFINITY;
  }

  streams() {
    return this.#session.streams();
  }

  async dial(signal: AbortSignal): Promise<Duplex> {
    await this.#silence.ask(signal);
    const { bytesUp, unacknowledged } = this.#channel.stats;
    if (this.#session.streamCount === 0 && unacknowledged === 0) this.#settledBytes = bytesUp;
    return this.#session.open();
  }

  onMessage(payloadType: number, payload: Uint8Array): void {
    if (payloadType === PAYLOAD_TYPE.output) this.#session.receive(payload);
  }

  onFlag(flag: number): void {
    if (flag === FLAG.connectToPortError) this.#session.dialFailed();
  }

  onRoom(): void {
    while (this.#channel.hasRoom) {
      const bytes = this.#session.take(this.#payloadBytes);
      if (bytes === null) return;
      this.#channel.send(PAYLOAD_TYPE.output, bytes);
      this.#silence.sent();
      if (bytes.length > SAFE_PAYLOAD_BYTES) this.#sizes.sent();
    }
  }

  end(error: AppError): void {
    this.#sizes.stop();
    this.#silence.stop(error);
    this.#session.fail(error);
  }
}
