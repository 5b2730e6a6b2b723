// A port session with an agent that does not multiplex, or the SSH document: one connection at a time, raw bytes in
// Output messages (fact sheet 7.3, 7.4). Below port-session.
//
//   fresh --dial--> busy --DisconnectToPort, acknowledged, quiet--> idle --dial--> busy ...
//
// The agent dials when the session starts, so a server's greeting may come before our dial; after a disconnect it
// dials again only when the next bytes go up. A server that speaks first then stays silent: port-pool uses a new
// session instead. The end of the remote side is not told at all, except in stdio mode, where it ends the session.
import type { Duplex } from 'node:stream';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { PortChannel } from './port-channel.ts';
import { encodeFlag, FLAG, PAYLOAD_TYPE } from './payloads.ts';
import type { PortCarrier } from './port-carrier.ts';
import { PortStream, type PortStreamLink } from './port-stream.ts';
import { StallWatch } from './stall-watch.ts';

/** A refused port kills the agent's worker without a word, so no ack comes any more. Far above any round trip. */
const REFUSED_MS = 10_000;
/** The agent acknowledges what the remote program has taken, which may take its time: as long as AWS's own client waits. */
const SILENT_MS = 300_000;
/** After the acknowledged disconnect one more read of the old connection may be on its way. */
const LEFTOVERS_MS = 100;
const DISCONNECT_TIMEOUT_MS = 5_000;

type Phase = 'fresh' | 'busy' | 'disconnecting' | 'idle' | 'over';

export interface BasicPortOptions {
  readonly channel: PortChannel;
  readonly clock: Clock;
  readonly quietMs: number;
  readonly payloadBytes: number;
  /** SSH document: the session ends with its one connection. */
  readonly isStdio: boolean;
  /** False while the data channel is being resumed: silence then means nothing. */
  readonly isConnected: () => boolean;
  /** The agent does not answer any more: the session is of no use. */
  readonly onDead: (error: AppError) => void;
  /** Stdio: the one connection is over. */
  readonly onDone: () => void;
}

export class BasicPort implements PortCarrier {
  readonly mode: 'basic' | 'stdio';
  readonly capacity = 1;
  readonly #options: BasicPortOptions;
  readonly #stalls: StallWatch;
  readonly #waiting: (() => void)[] = [];
  #phase: Phase = 'fresh';
  #stream: PortStream;
  #unacknowledged = 0;
  /** The agent has reached the remote port for this connection. */
  #isReached = false;
  #isReadingPaused = false;
  #stopTimer: (() => void) | null = null;
  #stopSilence: (() => void) | null = null;

  constructor(options: BasicPortOptions) {
    const { channel, clock } = options;
    this.#options = options;
    this.mode = options.isStdio ? 'stdio' : 'basic';
    this.#stalls = new StallWatch({
      clock,
      streamCount: () => 1,
      pauseReading: (paused) => {
        this.#isReadingPaused = paused;
        if (paused) channel.hold();
        else channel.release();
        this.#heard();
      },
    });
    this.#stream = this.#newStream();
  }

  get streamCount(): number {
    return this.#phase === 'busy' || this.#phase === 'disconnecting' ? 1 : 0;
  }

  get isCongested(): boolean {
    return this.#stalls.isCongested;
  }

  streams(): Iterable<PortStream> {
    return this.#phase === 'busy' ? [this.#stream] : [];
  }

  async dial(signal: AbortSignal): Promise<Duplex> {
    while (this.#phase === 'busy' || this.#phase === 'disconnecting') await this.#turn(signal);
    if (signal.aborted) throw cancelledError();
    if (this.#phase === 'over' || (this.#phase === 'idle' && this.#options.isStdio))
      throw new AppError('ssm/session-gone', 'The session has ended.', { retryable: true });
    if (this.#phase === 'idle') {
      this.#stream = this.#newStream();
      this.#isReached = false;
    }
    this.#phase = 'busy';
    return this.#stream;
  }

  onMessage(payloadType: number, payload: Uint8Array): void {
    if (payloadType !== PAYLOAD_TYPE.output) return;
    // Between two connections: leftovers of the last one.
    if (this.#phase !== 'fresh' && this.#phase !== 'busy') return;
    this.#reached();
    this.#stream.deliver(payload);
    this.#stalls.delivered(this.#stream);
  }

  onFlag(): void {
    // Agents tell nothing in this mode.
  }

  onRoom(): void {
    const { channel } = this.#options;
    if (channel.stats.unacknowledged < this.#unacknowledged) {
      if (this.#phase === 'busy') this.#isReached = true;
      this.#heard();
    }
    this.#unacknowledged = channel.stats.unacknowledged;
    if (this.#phase === 'disconnecting' && channel.stats.unacknowledged === 0) this.#becomeIdle(LEFTOVERS_MS);
    while (channel.hasRoom && this.#stream.pendingBytes > 0 && this.#phase === 'busy') {
      const bytes = Buffer.allocUnsafe(Math.min(this.#options.payloadBytes, this.#stream.pendingBytes));
      this.#stream.takeBytes(bytes, 0, bytes.length);
      channel.send(PAYLOAD_TYPE.output, bytes);
      this.#unacknowledged = channel.stats.unacknowledged;
      this.#listenForSilence();
    }
  }

  end(error: AppError, isNormal: boolean): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#stopTimer?.();
    this.#heard();
    if (isNormal) this.#stream.finishedByRemote();
    else this.#stream.destroy(error);
    this.#stalls.stop();
    this.#nextTurn();
  }

  #newStream(): PortStream {
    const { clock, channel, quietMs, isStdio, onDone } = this.#options;
    const link: PortStreamLink = {
      clock,
      quietMs,
      isSettled: () => channel.stats.unacknowledged === 0,
      ready: () => {
        this.onRoom();
      },
      finish: () => {
        if (this.#phase === 'over') return;
        this.#phase = 'disconnecting';
        this.#heard();
        if (isStdio) {
          onDone();
          return;
        }
        channel.send(PAYLOAD_TYPE.flag, encodeFlag(FLAG.disconnectToPort));
        this.#unacknowledged = channel.stats.unacknowledged;
        this.#giveUpIn(DISCONNECT_TIMEOUT_MS);
      },
      gone: (stream) => {
        this.#stalls.forget(stream);
      },
      drained: (stream) => {
        this.#stalls.drained(stream);
      },
    };
    const stream = new PortStream(0, link);
    // Until somebody has dialled nobody listens; an error then is the session's, which tells it.
    stream.on('error', () => undefined);
    return stream;
  }

  #becomeIdle(ms: number): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#options.clock.after(ms, () => {
      this.#stopTimer = null;
      if (this.#phase !== 'disconnecting') return;
      this.#phase = 'idle';
      this.#nextTurn();
    });
  }

  /** Not even the end of a connection is taken: a remote program that takes nothing holds the agent up, or it is gone. */
  #giveUpIn(ms: number): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#options.clock.after(ms, () => {
      this.#stopTimer = null;
      if (this.#phase !== 'disconnecting') return;
      if (this.#options.isConnected()) this.#options.onDead(agentGone());
      else this.#giveUpIn(ms);
    });
  }

  #listenForSilence(): void {
    this.#stopSilence ??= this.#options.clock.after(this.#isReached ? SILENT_MS : REFUSED_MS, () => {
      this.#stopSilence = null;
      // What we do not read ourselves is no silence.
      if (!this.#options.isConnected() || this.#isReadingPaused) this.#listenForSilence();
      else this.#options.onDead(this.#isReached ? agentGone() : portRefused());
    });
  }

  #reached(): void {
    if (this.#isReached) return;
    this.#isReached = true;
    this.#heard();
  }

  #heard(): void {
    this.#stopSilence?.();
    this.#stopSilence = null;
    if (this.#phase === 'busy' && this.#options.channel.stats.unacknowledged > 0) this.#listenForSilence();
  }

  #nextTurn(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stopListening = onAbort(signal, () => {
        reject(cancelledError());
      });
      this.#waiting.push(() => {
        stopListening();
        resolve();
      });
    });
  }
}

function portRefused(): AppError {
  return new AppError(
    'tunnel/remote-refused',
    'The agent stopped answering when it connected to the remote port.',
    { detail: 'Agents of this version do so when nothing listens there.', retryable: true },
  );
}

function agentGone(): AppError {
  return new AppError('ssm/session-gone', 'The agent stopped answering.', {
    detail: 'Its machine may have been cut off, or the remote program takes nothing any more.',
    retryable: true,
  });
}
