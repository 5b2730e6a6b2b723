// Multiplexed port sessions at the agent: the server side of smux version 1 (fact sheet 7.2), with the real one's
// habits: one dial at a time, a refusal told by a flag without a stream id, no half-close, one 4 MiB budget of
// undelivered bytes for all streams, and keep-alive only with old clients.
import type { ClientMessage } from '../../ssm/client-message.ts';
import { encodeFlag, FLAG, parseFlag, PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { encodeSmuxFrame, SMUX_COMMAND, SmuxFrameParser } from '../../ssm/smux-frame.ts';
import { dialDestination } from './port-destination.ts';
import type { Address } from './port-map.ts';
import { PortPipe } from './port-pipe.ts';
import { PortStream } from './port-server-stream.ts';
import type { SessionChannel } from './session-channel.ts';

/** When so much waits for slow destinations, nothing more is taken, and so nothing acknowledged, for any stream. */
const UNDELIVERED_BYTES = 4 * 1024 * 1024;
/** Streams that the accept loop has not reached yet. */
const MAX_BACKLOG = 1024;
const KEEP_ALIVE_MS = 10_000;
/** Every third beat, so every 30 s, smux asks whether anything at all has come since it last asked. */
const BEATS_PER_CHECK = 3;

/** Runs until the client or the gateway ends the session. */
export async function runMuxPort(
  addresses: readonly Address[],
  withKeepAlive: boolean,
  channel: SessionChannel,
): Promise<void> {
  const session = new MuxServer(addresses, channel);
  await session.run(withKeepAlive);
}

class MuxServer {
  readonly #addresses: readonly Address[];
  readonly #channel: SessionChannel;
  readonly #pipe: PortPipe;
  readonly #streams = new Map<number, PortStream>();
  readonly #backlog: PortStream[] = [];
  readonly #parser: SmuxFrameParser;
  #room = UNDELIVERED_BYTES;
  #roomWaiters: (() => void)[] = [];
  #isAccepting = false;
  #hasHeard = false;
  #beats = 0;
  #end: () => void = () => undefined;

  constructor(addresses: readonly Address[], channel: SessionChannel) {
    this.#addresses = addresses;
    this.#channel = channel;
    this.#pipe = new PortPipe(channel);
    this.#parser = new SmuxFrameParser({
      onCommand: (command, id) => {
        if (command === SMUX_COMMAND.open) this.#onOpen(id);
        if (command === SMUX_COMMAND.finish) this.#streams.get(id)?.finishedByClient();
      },
      onData: (id, bytes) => {
        const stream = this.#streams.get(id);
        if (stream === undefined) return;
        this.#room -= bytes.length;
        stream.deliver(bytes);
      },
    });
  }

  async run(withKeepAlive: boolean): Promise<void> {
    const { signal, accept } = this.#channel;
    const ended = new Promise<void>((resolve) => (this.#end = resolve));
    const onAbort = (): void => {
      this.#end();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) this.#end();
    const timer = withKeepAlive ? setInterval(() => this.#keepAlive(), KEEP_ALIVE_MS) : null;
    const loop = this.#pipe.run();
    accept((message) => this.#onMessage(message));
    await ended;
    signal.removeEventListener('abort', onAbort);
    if (timer !== null) clearInterval(timer);
    for (const stream of this.#streams.values()) stream.cut();
    this.#giveRoom(0, true);
    this.#pipe.close(true);
    await loop;
  }

  #onMessage(message: ClientMessage): Promise<void> | undefined {
    if (message.payloadType === PAYLOAD_TYPE.flag) {
      if (parseFlag(message.payload) === FLAG.terminateSession) this.#end();
      return undefined;
    }
    if (message.payloadType !== PAYLOAD_TYPE.output) return undefined;
    this.#hasHeard = true;
    this.#parser.push(message.payload);
    return this.#room > 0 ? undefined : this.#untilRoom();
  }

  #onOpen(id: number): void {
    if (this.#streams.has(id) || this.#backlog.length >= MAX_BACKLOG) return;
    const stream = new PortStream(id, {
      write: (frame) => this.#pipe.write(frame),
      writeNow: (frame) => {
        this.#pipe.writeNow(frame);
      },
      delivered: (bytes) => {
        this.#giveRoom(bytes, false);
      },
      gone: () => {
        this.#streams.delete(id);
      },
    });
    this.#streams.set(id, stream);
    this.#backlog.push(stream);
    if (!this.#isAccepting) void this.#acceptLoop();
  }

  // One after the other: a dial that takes long holds up all that come after it.
  async #acceptLoop(): Promise<void> {
    this.#isAccepting = true;
    for (let stream = this.#backlog.shift(); stream !== undefined; stream = this.#backlog.shift()) {
      try {
        stream.connect(await dialDestination(this.#addresses));
      } catch {
        await this.#channel.send(PAYLOAD_TYPE.flag, encodeFlag(FLAG.connectToPortError));
        stream.close();
      }
    }
    this.#isAccepting = false;
  }

  #keepAlive(): void {
    this.#pipe.writeNow(encodeSmuxFrame(SMUX_COMMAND.keepAlive, 0));
    this.#beats += 1;
    if (this.#beats % BEATS_PER_CHECK !== 0) return;
    // Without room nothing is read, so silence would mean nothing.
    if (!this.#hasHeard && this.#room > 0) this.#end();
    this.#hasHeard = false;
  }

  #giveRoom(bytes: number, isOver: boolean): void {
    this.#room += bytes;
    if (this.#room <= 0 && !isOver) return;
    for (const wake of this.#roomWaiters.splice(0)) wake();
  }

  async #untilRoom(): Promise<void> {
    await new Promise<void>((resolve) => this.#roomWaiters.push(resolve));
  }
}
