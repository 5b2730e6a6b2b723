// Many streams in one port session: the client side of smux version 1 (fact sheet 7.2).
// Between the streams and port-session, which hands it every Output payload and takes bytes when there is room.
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import {
  encodeSmuxFrame,
  SMUX_COMMAND,
  SMUX_FIRST_CLIENT_STREAM,
  SMUX_HEAD_BYTES,
  SMUX_LAST_STREAM,
  SMUX_MAX_DATA_BYTES,
  SmuxFrameParser,
  writeSmuxHead,
} from './smux-frame.ts';
import { PortStream, type PortStreamLink } from './port-stream.ts';
import { StallWatch } from './stall-watch.ts';

/** The data channel as the session sees it. */
export interface SmuxCarrier {
  /** There are bytes to send: call `take` now or when there is room. */
  readonly wake: () => void;
  /** Stops and goes on reading from the gateway; called only when it changes. */
  readonly pauseReading: (paused: boolean) => void;
  /** True when all that was taken has been acknowledged. */
  readonly isSettled: () => boolean;
}

export interface SmuxSessionOptions {
  readonly carrier: SmuxCarrier;
  readonly clock: Clock;
  /** After a local end the FIN waits until nothing has come for so long. */
  readonly quietMs: number;
  /** A frame at least so often, for agents that end a silent session; null where they do not. */
  readonly keepAliveMs: number | null;
}

/** The rest of a message is not worth a head for fewer bytes than this of a longer write. */
const MIN_DATA_ROOM = 32;
/** Ids that were closed here before the agent said anything; it answers each with FIN, so few are ever kept. */
const MAX_SILENT_IDS = 10_000;

export class SmuxSession {
  readonly #carrier: SmuxCarrier;
  readonly #clock: Clock;
  readonly #link: PortStreamLink;
  readonly #parser: SmuxFrameParser;
  readonly #streams = new Map<number, PortStream>();
  /** In turn: the first one sends next. */
  readonly #ready = new Set<PortStream>();
  #control: Buffer[] = [];
  /** Streams of which the agent has said nothing yet; one of them is meant when a dial fails. */
  readonly #silent = new Set<number>();
  #refusals = 0;
  readonly #stalls: StallWatch;
  #stopKeepAlive: (() => void) | null = null;
  #nextId = SMUX_FIRST_CLIENT_STREAM;
  #error: AppError | null = null;

  constructor(options: SmuxSessionOptions) {
    const { carrier, clock, quietMs, keepAliveMs } = options;
    this.#carrier = carrier;
    this.#clock = clock;
    this.#link = {
      clock,
      quietMs,
      isSettled: carrier.isSettled,
      ready: (stream) => {
        this.#ready.add(stream);
        carrier.wake();
      },
      finish: (stream) => {
        this.#sendControl(SMUX_COMMAND.finish, stream.id);
      },
      gone: (stream) => {
        this.#streams.delete(stream.id);
        this.#ready.delete(stream);
        this.#stalls.forget(stream);
      },
      drained: (stream) => {
        this.#stalls.drained(stream);
      },
    };
    this.#stalls = new StallWatch({
      clock,
      streamCount: () => this.#streams.size,
      pauseReading: carrier.pauseReading,
    });
    this.#parser = new SmuxFrameParser({
      onCommand: (command, id) => {
        if (command === SMUX_COMMAND.finish) this.#onFinish(id);
      },
      onData: (id, bytes) => {
        this.#onData(id, bytes);
      },
    });
    if (keepAliveMs !== null) this.#keepAlive(keepAliveMs);
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  /** Some reader is slow: the session is a bad place for another connection. */
  get congested(): boolean {
    return this.#stalls.isCongested;
  }

  streams(): IterableIterator<PortStream> {
    return this.#streams.values();
  }

  /** A new stream; the agent dials when it reads of it. A refusal comes later, as the stream's error. */
  open(): PortStream {
    if (this.#error !== null) throw this.#error;
    if (this.#nextId > SMUX_LAST_STREAM)
      throw new AppError('ssm/session-gone', 'The session has used up its connections.', { retryable: true });
    const stream = new PortStream(this.#nextId, this.#link);
    this.#nextId += 2;
    this.#streams.set(stream.id, stream);
    this.#silent.add(stream.id);
    if (this.#silent.size > MAX_SILENT_IDS) this.#silent.delete(Math.min(...this.#silent));
    this.#sendControl(SMUX_COMMAND.open, stream.id);
    return stream;
  }

  /** True when `take` would answer with bytes. */
  get hasBytes(): boolean {
    return this.#control.length > 0 || this.#ready.size > 0;
  }

  /** The next bytes for one message, at most `maxBytes`; null when there are none. Streams take turns. */
  take(maxBytes: number): Buffer | null {
    if (!this.hasBytes) return null;
    const message = Buffer.allocUnsafe(this.#queuedBytes(maxBytes));
    let at = 0;
    while (this.#control.length > 0 && at + SMUX_HEAD_BYTES <= message.length) {
      const frame = this.#control.shift();
      if (frame !== undefined) at += frame.copy(message, at);
    }
    // Every stream at most once: what a stream adds while it is emptied waits for the next message.
    let turns = this.#ready.size;
    for (const stream of this.#ready) {
      turns -= 1;
      if (turns < 0) break;
      const room = Math.min(message.length - at - SMUX_HEAD_BYTES, SMUX_MAX_DATA_BYTES);
      if (room < 1 || (at > 0 && room < MIN_DATA_ROOM && stream.pendingBytes > room)) break;
      this.#ready.delete(stream);
      const length = Math.min(room, stream.pendingBytes);
      if (length === 0) continue;
      writeSmuxHead(message, at, SMUX_COMMAND.data, stream.id, length);
      const isMore = stream.pendingBytes > length;
      at += SMUX_HEAD_BYTES + stream.takeBytes(message, at + SMUX_HEAD_BYTES, length);
      if (isMore) this.#ready.add(stream);
    }
    return at === 0 ? null : message.subarray(0, at);
  }

  /** The bytes of one Output payload. Throws AppError `ssm/protocol-violation`; the session is then unusable. */
  receive(bytes: Uint8Array): void {
    this.#parser.push(bytes);
  }

  /**
   * ConnectToPortError carries no stream id. It arrives before the FIN of its stream, and the agent dials one stream
   * at a time: so it means the next stream that ends without having said a word.
   */
  dialFailed(): void {
    this.#refusals += 1;
  }

  /** The data channel is gone: every stream fails with `error`. */
  fail(error: AppError): void {
    if (this.#error !== null) return;
    this.#error = error;
    this.#stalls.stop();
    this.#stopKeepAlive?.();
    for (const stream of [...this.#streams.values()]) stream.destroy(error);
    this.#control = [];
  }

  #onData(id: number, bytes: Uint8Array): void {
    this.#silent.delete(id);
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    stream.deliver(bytes);
    this.#stalls.delivered(stream);
  }

  #onFinish(id: number): void {
    const wasSilent = this.#silent.delete(id);
    const isRefusal = wasSilent && this.#refusals > 0;
    if (isRefusal) this.#refusals -= 1;
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (isRefusal)
      stream.destroy(
        new AppError('tunnel/remote-refused', 'The target could not connect to the remote port.', {
          detail: 'Nothing listens there, or a firewall or security group refuses the target.',
          retryable: true,
        }),
      );
    else stream.finishedByRemote();
  }

  #sendControl(command: 0 | 1 | 3, id: number): void {
    if (this.#error !== null) return;
    this.#control.push(encodeSmuxFrame(command, id));
    this.#carrier.wake();
  }

  /** At most `most`: how much there is beyond nobody asks. */
  #queuedBytes(most: number): number {
    let bytes = this.#control.length * SMUX_HEAD_BYTES;
    for (const stream of this.#ready) {
      if (bytes >= most) break;
      bytes += SMUX_HEAD_BYTES + stream.pendingBytes;
    }
    return Math.min(bytes, most);
  }

  #keepAlive(ms: number): void {
    this.#stopKeepAlive = this.#clock.after(ms, () => {
      this.#sendControl(SMUX_COMMAND.keepAlive, 0);
      this.#keepAlive(ms);
    });
  }
}
