// The data channel of one session: ordered, loss-free messages both ways over sockets that come and go.
// Between channel-link and the kinds of session (shell-session, port-session).
// Sequence numbers and both windows live as long as the session; a resume replaces nothing but the socket.
import type { AppError } from '../../shared/app-error.ts';
import { readAcknowledgeFrame } from './acknowledge-frame.ts';
import { Acknowledger, MAX_UPLINK_BYTES } from './acknowledger.ts';
import { asAppError, ChannelLink, type ChannelLinkOptions } from './channel-link.ts';
import { inputFrame } from './channel-frames.ts';
import { type ClientMessage, decodeClientMessage, MESSAGE_TYPE } from './client-message.ts';
import { acknowledgeSchema, channelClosedSchema, parseJsonPayload } from './payloads.ts';
import { ReceiveWindow } from './receive-window.ts';
import { ResendTick } from './resend-tick.ts';
import { type SendStats, SendWindow, type SendWindowLimits, type SizeProbe } from './send-window.ts';

export type ChannelEnd =
  /**
   * channel_closed: the session is over. `output`: the agent's last words, often empty. `isComplete`: false when
   * messages before the last one are missing, as an ended agent repairs losses for 2 s only.
   */
  | { readonly kind: 'closed'; readonly output: string; readonly isComplete: boolean }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface DataChannelOptions extends Pick<
  ChannelLinkOptions,
  'grant' | 'control' | 'policy' | 'network' | 'clock' | 'random' | 'log' | 'onState'
> {
  readonly window: SendWindowLimits;
  /** False when those behind `onMessage` hold as much as they may. */
  hasRoomDownstream(): boolean;
  /** Stream messages of the agent, in order, each once. What is thrown here fails the channel. */
  onMessage(payloadType: number, payload: Uint8Array): void;
  /** The gateway says whether the agent's socket is there; more than once, and perhaps never. */
  onPeer(peer: 'there' | 'away'): void;
  /** Bulk may be sent again (`hasRoom`). */
  onRoom(): void;
  /** Once, after the last message; not after `close`. */
  onEnd(end: ChannelEnd): void;
}

/** Payload bytes of stream messages, each counted once. */
export interface ChannelStats extends SendStats {
  readonly bytesDown: number;
  readonly bytesUp: number;
}

/**
 * The agent repairs ten losses a second and sends 900 messages meanwhile, without a window: after many losses, as from a
 * socket that is cut again and again, a whole transfer waits here. What is not kept it has to repair one by one.
 */
const RECEIVE_LIMITS = { maxEarlyMessages: 65_536, maxEarlyBytes: 64 * 1024 * 1024 };
/** Broken frames are dropped like lost ones; only the first few are worth a line each. */
const MAX_LOGGED_VIOLATIONS = 5;

export class DataChannel {
  readonly #options: DataChannelOptions;
  readonly #link: ChannelLink;
  readonly #send: SendWindow;
  readonly #receive = new ReceiveWindow<ClientMessage>(RECEIVE_LIMITS);
  readonly #acks: Acknowledger;
  readonly #resends: ResendTick;
  #ended = false;
  #bytesDown = 0;
  #bytesUp = 0;
  #violations = 0;
  #isPeerAway = false;

  constructor(options: DataChannelOptions) {
    this.#options = options;
    this.#send = new SendWindow(options.window);
    this.#link = new ChannelLink({
      ...options,
      onUp: () => {
        this.#acks.repeatRecent();
        this.#resendAll();
      },
      onDown: () => {
        this.#resends.stop();
      },
      onFrame: (data) => {
        this.#onFrame(data);
      },
      onDrain: () => {
        this.#tellRoom();
      },
      onFailed: (error) => {
        this.#end({ kind: 'failed', error });
      },
    });
    this.#acks = new Acknowledger(this.#link, options.clock);
    this.#resends = new ResendTick(this.#link, this.#send, options.clock);
  }

  /** Opens the first socket; rejects with AppError. Cancel with `close`. */
  open(): Promise<void> {
    return this.#link.open();
  }

  get stats(): ChannelStats {
    return { ...this.#send.stats, bytesDown: this.#bytesDown, bytesUp: this.#bytesUp };
  }

  /** The gateway said that the agent's socket is away, and nothing has come from it since. */
  get isPeerAway(): boolean {
    return this.#isPeerAway;
  }

  /** Whether bulk may be sent now; `onRoom` tells when it may again. */
  get hasRoom(): boolean {
    return !this.#ended && this.#send.hasRoom && this.#link.bufferedBytes < MAX_UPLINK_BYTES;
  }

  /** Sends reliably, also over a resume. Bulk asks `hasRoom` first; handshake, size and flags just go. */
  send(payloadType: number, payload: Uint8Array, probe: SizeProbe | null = null): void {
    if (this.#ended) return;
    const now = this.#options.clock.now();
    const frameOf = (body: Uint8Array) => inputFrame(this.#send.nextSequenceNumber, payloadType, body, now);
    const frame = frameOf(payload);
    this.#send.add(frame, now, this.#link.isUp, probe && { ...probe, small: frameOf(probe.small) });
    this.#bytesUp += payload.byteLength;
    this.#link.send(frame);
    this.#resends.arm();
  }

  /** Stops reading from the network until `release`: those behind `onMessage` have enough. */
  hold(): void {
    this.#link.hold('consumer');
  }

  release(): void {
    this.#link.release('consumer');
  }

  /** Asks for a sign of life, or tries to come back at once when reconnecting. */
  probe(): void {
    this.#link.probe();
  }

  /** Drops everything; nothing is told any more. Does not terminate the session. Bounded; never rejects. */
  close(): Promise<void> {
    this.#ended = true;
    this.#resends.stop();
    return this.#link.close();
  }

  #onFrame(data: Buffer): void {
    if (this.#ended) return;
    const acknowledged = readAcknowledgeFrame(data, MESSAGE_TYPE.input);
    if (acknowledged !== null) return this.#acknowledged(acknowledged);
    let message: ClientMessage;
    try {
      message = decodeClientMessage(data);
    } catch (error) {
      this.#violated(error);
      return;
    }
    switch (message.messageType) {
      case MESSAGE_TYPE.output:
        this.#onOutput(message);
        return;
      case MESSAGE_TYPE.acknowledge:
        this.#onAcknowledge(message);
        return;
      case MESSAGE_TYPE.channelClosed:
        this.#onChannelClosed(message);
        return;
      case MESSAGE_TYPE.startPublication:
        this.#peer('there');
        return;
      case MESSAGE_TYPE.pausePublication:
        this.#peer('away');
        return;
      default:
        this.#options.log.debug('Message without a meaning here.', { type: message.messageType });
    }
  }

  #onOutput(message: ClientMessage): void {
    this.#isPeerAway = false;
    const { acknowledge, deliver } = this.#receive.receive(message, this.#options.hasRoomDownstream());
    this.#link.carried();
    try {
      for (const { payloadType, payload } of deliver) {
        if (this.#ended) return;
        this.#bytesDown += payload.byteLength;
        this.#options.onMessage(payloadType, payload);
      }
    } catch (error) {
      this.#end({ kind: 'failed', error: asAppError(error) });
    }
    if (!acknowledge) return;
    // After the bytes, which somebody waits for and a stream tells its reader with the next tick: an ack takes longer.
    process.nextTick(() => {
      this.#acks.acknowledge(message, deliver.length === 0);
    });
  }

  #onAcknowledge(message: ClientMessage): void {
    let sequenceNumber: number;
    try {
      sequenceNumber = parseJsonPayload(acknowledgeSchema, message.payload).AcknowledgedMessageSequenceNumber;
    } catch (error) {
      this.#violated(error);
      return;
    }
    this.#acknowledged(sequenceNumber);
  }

  #acknowledged(sequenceNumber: number): void {
    this.#link.carried();
    this.#isPeerAway = false;
    if (this.#send.acknowledge(sequenceNumber, this.#options.clock.now())) this.#tellRoom();
  }

  #onChannelClosed(message: ClientMessage): void {
    let output = '';
    try {
      output = parseJsonPayload(channelClosedSchema, message.payload).Output;
    } catch (error) {
      this.#violated(error); // closed it is, even without its words
    }
    this.#end({ kind: 'closed', output, isComplete: this.#receive.earlyCount === 0 });
  }

  // Acks and resends are the mechanism, so nothing is held back while the far side is away.
  #peer(peer: 'there' | 'away'): void {
    this.#isPeerAway = peer === 'away';
    this.#options.onPeer(peer);
  }

  #resendAll(): void {
    for (const frame of this.#send.takeAll(this.#options.clock.now())) this.#link.send(frame);
    this.#resends.arm();
    this.#tellRoom();
  }

  #tellRoom(): void {
    if (this.hasRoom) this.#options.onRoom();
  }

  #violated(error: unknown): void {
    if (++this.#violations > MAX_LOGGED_VIOLATIONS) return;
    this.#options.log.warn('A message was dropped.', { error, count: this.#violations });
  }

  #end(end: ChannelEnd): void {
    if (this.#ended) return;
    void this.close();
    this.#options.onEnd(end);
  }
}
