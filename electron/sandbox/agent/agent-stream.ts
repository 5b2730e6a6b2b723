// The agent's data channel: reliable delivery both ways over a socket that may come and go (fact sheet 4).
//
//   program -> send() -> outbox -> socket          socket -> inbox -> handler -> ack
//                          ^ resend tick: the oldest only              (ack after the write: real back-pressure)
import { AppError } from '../../../shared/app-error.ts';
import { acknowledgeFrame, readAcknowledgeFrame } from '../../ssm/acknowledge-frame.ts';
import {
  decodeClientMessage,
  encodeClientMessage,
  MESSAGE_FLAGS,
  MESSAGE_TYPE,
  type ClientMessage,
} from '../../ssm/client-message.ts';
import { acknowledgeSchema, encodeJsonPayload, parseJsonPayload, PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { AgentInbox } from './agent-inbox.ts';
import { AgentOutbox } from './agent-outbox.ts';
import { AgentSocket, type AgentSocketParts } from './agent-socket.ts';

/** `not-ready`: nobody can take it yet; no ack, the client sends it again. */
export type Handled = 'done' | 'not-ready';

export interface AgentStreamParts extends Omit<AgentSocketParts, 'onFrame' | 'onReopen'> {
  readonly onMessage: (message: ClientMessage) => Promise<Handled> | Handled;
  /** The gateway ended the session. */
  readonly onChannelClosed: () => void;
}

/** Frames that may wait while a handler writes; the socket is not read beyond. */
const MAX_WAITING_FRAMES = 64;

export class AgentStream {
  readonly #parts: AgentStreamParts;
  readonly #socket: AgentSocket;
  readonly #outbox = new AgentOutbox();
  readonly #inbox = new AgentInbox<ClientMessage>();
  readonly #waiting: Buffer[] = [];
  readonly #wakers = new Set<() => void>();
  readonly #tick: NodeJS.Timeout;
  #isDraining = false;
  #isPaused = false;
  #isStopped = false;

  constructor(parts: AgentStreamParts) {
    this.#parts = parts;
    this.#socket = new AgentSocket({
      ...parts,
      onFrame: (frame) => {
        this.#enqueue(frame);
      },
      onReopen: () => {
        this.#unpause();
      },
    });
    this.#tick = setInterval(() => {
      if (this.#isPaused) return;
      const due = this.#outbox.takeDue(parts.clock.now());
      if (due !== null) void this.#socket.send(due);
    }, parts.habits.resendTickMs);
  }

  get resendCount(): number {
    return this.#outbox.resendCount;
  }

  open(): Promise<void> {
    return this.#socket.open();
  }

  /** Resolves when the message is written; waits while publication is paused or the socket is away. */
  async send(payloadType: number, payload: Uint8Array): Promise<void> {
    await this.#untilActive();
    if (this.#isStopped) return;
    await this.#socket.send(this.#outbox.add(payloadType, payload, this.#parts.clock.now()));
  }

  sendState(state: 'Connected' | 'Terminating'): Promise<boolean> {
    const body = { SchemaVersion: 1, SessionState: state, SessionId: this.#parts.sessionId };
    return this.#socket.send(this.#control(MESSAGE_TYPE.agentSessionState, encodeJsonPayload(body)));
  }

  /** The session is being ended: whoever waits to send stops waiting, and nothing more of the program is sent. */
  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  /** Waits for the last acks, so long and no longer. */
  async drain(maxMs: number): Promise<void> {
    const giveUpAt = this.#parts.clock.now() + maxMs;
    while (this.#outbox.unackedCount > 0 && this.#parts.clock.now() < giveUpAt && !this.#isStopped)
      await new Promise<void>((resolve) => this.#parts.clock.after(5, resolve));
  }

  close(): void {
    this.stop();
    clearInterval(this.#tick);
    this.#socket.close();
  }

  #enqueue(frame: Buffer): void {
    this.#waiting.push(frame);
    if (this.#waiting.length >= MAX_WAITING_FRAMES) this.#socket.pause();
    if (!this.#isDraining) void this.#work();
  }

  // One frame after the other: an ack must not overtake the write it stands for.
  async #work(): Promise<void> {
    this.#isDraining = true;
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      const handled = this.#onFrame(frame);
      if (handled !== undefined) await handled;
      if (this.#waiting.length === 0) this.#socket.resume();
    }
    this.#isDraining = false;
  }

  #onFrame(frame: Buffer): Promise<void> | undefined {
    const acknowledged = readAcknowledgeFrame(frame, MESSAGE_TYPE.output);
    if (acknowledged !== null) {
      this.#acknowledged(acknowledged);
      return undefined;
    }
    let message: ClientMessage;
    try {
      message = decodeClientMessage(frame);
    } catch (error) {
      // A broken message is logged and ignored by the real agent; whoever sent it will resend it.
      if (error instanceof AppError) return undefined;
      throw error;
    }
    switch (message.messageType) {
      case MESSAGE_TYPE.acknowledge:
        this.#onAck(message);
        return undefined;
      case MESSAGE_TYPE.input:
        this.#unpause();
        return this.#onInput(message);
      case MESSAGE_TYPE.startPublication:
        this.#unpause();
        return undefined;
      case MESSAGE_TYPE.pausePublication:
        this.#isPaused = true;
        return undefined;
      case MESSAGE_TYPE.channelClosed:
        this.#parts.onChannelClosed();
        return undefined;
      default:
        return undefined;
    }
  }

  #onAck(message: ClientMessage): void {
    try {
      this.#acknowledged(
        parseJsonPayload(acknowledgeSchema, message.payload).AcknowledgedMessageSequenceNumber,
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  #acknowledged(sequenceNumber: number): void {
    this.#outbox.acknowledge(sequenceNumber, this.#parts.clock.now());
    this.#unpause();
  }

  #onInput(message: ClientMessage): Promise<void> | undefined {
    switch (this.#inbox.classify(message.sequenceNumber, message)) {
      case 'no-room':
        return undefined;
      case 'early':
      case 'late':
        return this.#acknowledge(message);
      case 'next':
        break;
    }
    const handled = this.#parts.onMessage(message);
    if (handled === 'not-ready') return undefined;
    // What was written at once is acknowledged at once: nobody waits in between.
    if (handled === 'done' && !this.#inbox.hasNext) {
      this.#inbox.advance();
      return this.#acknowledge(message);
    }
    return this.#finish(message, handled);
  }

  async #finish(message: ClientMessage, handled: Promise<Handled> | Handled): Promise<void> {
    if ((await handled) === 'not-ready') return;
    await this.#acknowledge(message);
    for (let next = this.#inbox.advance(); next !== null; next = this.#inbox.advance())
      // Acknowledged when it was stored. Were nobody ready for it, it would be lost; readiness does not go back.
      await this.#parts.onMessage(next);
  }

  /** Undefined when nobody needs to wait for the network. */
  #acknowledge(message: ClientMessage): Promise<void> | undefined {
    const frame = acknowledgeFrame(message, this.#parts.clock.now());
    return this.#socket.sendAtOnce(frame) ? undefined : this.#socket.send(frame).then(() => undefined);
  }

  #control(messageType: string, payload: Uint8Array): Buffer {
    return encodeClientMessage({
      messageType,
      createdAt: this.#parts.clock.now(),
      sequenceNumber: 0,
      flags: MESSAGE_FLAGS.synFin,
      payloadType: PAYLOAD_TYPE.none,
      payload,
    });
  }

  #unpause(): void {
    this.#isPaused = false;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
    this.#wakers.clear();
  }

  async #untilActive(): Promise<void> {
    while ((this.#isPaused || !this.#socket.isOpen) && !this.#isStopped)
      await new Promise<void>((resolve) => this.#wakers.add(resolve));
  }
}
