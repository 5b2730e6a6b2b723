// One TCP connection through an EC2 Instance Connect Endpoint, as a Duplex: a WebSocket whose binary frames are the
// bytes, with no framing of their own (fact sheet 1.8 to 1.13). Between base/web-socket and whoever dialled.
//
// That it is open says only that the endpoint has agreed: the target is dialled afterwards, and a failure comes as a
// close. There is no half-close: `end()` waits for what the target still says, until it has been quiet for a while.
import { Duplex } from 'node:stream';
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Network } from '../base/network.ts';
import type { Secret } from '../base/secret.ts';
import { openWebSocket, type OpenWebSocket, type WebSocketEnding } from '../base/web-socket.ts';
import { openTunnelError, tunnelEndError } from './open-tunnel-error.ts';
import { OutgoingBytes } from './outgoing-bytes.ts';

export interface EicSocketOptions {
  /** Where the WebSocket goes: `wss://<dns name>`, or an address that stands in for it. */
  readonly origin: URL;
  /** The endpoint's name: Host header and certificate. */
  readonly dnsName: string;
  /** Presigned path and query. */
  readonly signedPath: Secret<string>;
  readonly endpointId: string;
  readonly maxDurationMs: number;
  /** Connections that this app has open through the same endpoint, for words. */
  readonly ownConnections: number;
  readonly network: Network;
  readonly clock: Clock;
  /** Opening only. */
  readonly signal: AbortSignal;
}

/** TLS and an upgrade take under a second; the service verifies a signature meanwhile. */
const OPEN_TIMEOUT_MS = 10_000;
/** What AWS's CLI puts into one frame at most. */
const MAX_FRAME_BYTES = 65_000;
/** Handed to the socket and not yet to the kernel before writers wait. */
const HIGH_BYTES = 256 * 1024;
/** A target that is asked by a half-closed request answers within seconds (as for port sessions). */
const QUIET_MS = 10_000;

/** Rejects with AppError: `eice/…`, `aws/…`, `cancelled`. */
export async function openEicSocket(options: EicSocketOptions): Promise<EicSocket> {
  const { origin, dnsName, signedPath, network, clock, signal } = options;
  const socket = new EicSocket(options);
  try {
    socket.attach(
      await openWebSocket({
        url: new URL(signedPath.reveal(), origin),
        serverName: dnsName,
        network,
        clock,
        signal,
        openTimeoutMs: OPEN_TIMEOUT_MS,
        // Nothing is published about pings of clients, and AWS's own sends none (fact sheet 1.9).
        answersPings: 'may',
        onMessage: (data, isText) => {
          socket.onMessage(data, isText);
        },
        onDrain: () => {
          socket.onDrain();
        },
        onEnd: (ending) => {
          socket.onEnd(ending);
        },
      }),
    );
    return socket;
  } catch (error) {
    socket.destroy();
    throw openTunnelError(error, options);
  }
}

export class EicSocket extends Duplex {
  /** When the endpoint will cut it, epoch milliseconds. */
  readonly cutAt: number;
  readonly #options: EicSocketOptions;
  readonly #openedAt: number;
  #socket: OpenWebSocket | null = null;
  /** Written, and not yet in a frame. */
  readonly #outgoing = new OutgoingBytes();
  /** False while only full frames go: an SSH packet is written in pieces, and there may be more packets this turn. */
  #isTurnOver = true;
  #writeDone: (() => void) | null = null;
  #waitingEnd: (() => void) | null = null;
  #stopQuiet: () => void = () => undefined;
  #lastHeardAt = 0;
  #isRemoteOver = false;
  #isReading = false;

  constructor(options: EicSocketOptions) {
    // Once the endpoint has closed it takes nothing more.
    super({ allowHalfOpen: false, highWaterMark: HIGH_BYTES });
    this.#options = options;
    this.#openedAt = options.clock.now();
    this.cutAt = this.#openedAt + options.maxDurationMs;
    // As every transport: it may fail before its taker listens.
    this.on('error', () => undefined);
  }

  attach(socket: OpenWebSocket): void {
    this.#socket = socket;
    if (this.destroyed) void socket.close();
  }

  onMessage(data: Buffer, isText: boolean): void {
    this.#lastHeardAt = this.#options.clock.now();
    if (this.destroyed) return;
    if (isText) {
      this.destroy(
        new AppError('eice/refused', 'The endpoint sent text where only bytes belong.', {
          detail: this.#options.endpointId,
        }),
      );
      return;
    }
    // Frames without bytes are allowed, and an empty push would mean "nothing more for now".
    if (data.length === 0 || this.push(data)) return;
    this.#isReading = false;
    this.#socket?.pause();
  }

  onDrain(): void {
    this.#sendFrames();
  }

  onEnd(ending: WebSocketEnding): void {
    this.#isRemoteOver = true;
    const { clock, endpointId, maxDurationMs } = this.#options;
    const times = { openedAt: this.#openedAt, endedAt: clock.now(), maxDurationMs };
    const error = tunnelEndError(ending, times, endpointId);
    if (error !== null) this.destroy(error);
    else {
      this.push(null);
      this.#finishEnd();
    }
  }

  override _read(): void {
    if (this.#isReading || this.#socket === null) return;
    this.#isReading = true;
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#outgoing.add(chunk);
    this.#writeDone = done;
    if (this.#isTurnOver) {
      this.#isTurnOver = false;
      process.nextTick(() => {
        this.#isTurnOver = true;
        this.#sendFrames();
      });
    }
    this.#sendFrames();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#isRemoteOver) {
      done();
      return;
    }
    // Closing now would lose the target's answer: the wire cannot say "I have finished, you go on".
    this.#lastHeardAt = this.#options.clock.now();
    this.#waitingEnd = done;
    this.#whenQuiet(QUIET_MS);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stopQuiet();
    this.#outgoing.clear();
    this.#sendFrames();
    const closing = this.#socket?.close() ?? Promise.resolve();
    // Bounded by the socket itself; nobody waits for a goodbye.
    void closing;
    done(error);
  }

  #sendFrames(): void {
    const least = this.#isTurnOver ? 1 : MAX_FRAME_BYTES;
    while (this.#outgoing.length >= least) {
      if (!this.#hasRoom()) return;
      this.#socket?.send(this.#outgoing.take(MAX_FRAME_BYTES));
    }
    const done = this.#writeDone;
    this.#writeDone = null;
    done?.();
  }

  #hasRoom(): boolean {
    return (this.#socket?.bufferedBytes ?? 0) < HIGH_BYTES;
  }

  #whenQuiet(ms: number): void {
    const { clock } = this.#options;
    this.#stopQuiet = clock.after(ms, () => {
      const quietFor = clock.now() - this.#lastHeardAt;
      // Bytes that the reader has not taken are not silence, and what was written must have gone.
      const unsentBytes = this.#outgoing.length + (this.#socket?.bufferedBytes ?? 0);
      if (this.readableLength > 0 || unsentBytes > 0) this.#whenQuiet(QUIET_MS);
      else if (quietFor < QUIET_MS) this.#whenQuiet(QUIET_MS - quietFor);
      else {
        this.push(null);
        this.#finishEnd();
      }
    });
  }

  #finishEnd(): void {
    this.#stopQuiet();
    const done = this.#waitingEnd;
    this.#waitingEnd = null;
    done?.();
  }
}
