// The pipe between the agent's connections and its one paced loop: bytes go in as they come, out in reads of at most
// 1,024 with a pause after each. All connections of a session share it: that is the session's ceiling.
import { PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { Pace } from './pace.ts';
import type { SessionChannel } from './session-channel.ts';

/** A unix socket's buffer, which the real agent has here: writers wait when it is full. */
const PIPE_BYTES = 208 * 1024;

export class PortPipe {
  readonly #channel: SessionChannel;
  readonly #queue: Buffer[] = [];
  readonly #writers: (() => void)[] = [];
  #bytes = 0;
  #wakeReader: (() => void) | null = null;
  #isClosed = false;

  constructor(channel: SessionChannel) {
    this.#channel = channel;
  }

  /** Resolves when the bytes are in the pipe. */
  async write(bytes: Buffer): Promise<void> {
    while (this.#bytes >= PIPE_BYTES && !this.#isClosed)
      await new Promise<void>((resolve) => this.#writers.push(resolve));
    this.writeNow(bytes);
  }

  /** For small frames that must not wait. */
  writeNow(bytes: Buffer): void {
    if (bytes.length === 0 || this.#isClosed) return;
    this.#queue.push(bytes);
    this.#bytes += bytes.length;
    this.#wakeReader?.();
  }

  /** The loop: read, send, sleep. Ends with `close`, after what is in the pipe has been sent. */
  async run(): Promise<void> {
    const { habits, send } = this.#channel;
    const pace = new Pace(habits.pauseMs);
    for (;;) {
      const bytes = this.#read(habits.readBytes);
      if (bytes === null) {
        if (this.#isClosed) return;
        await new Promise<void>((resolve) => (this.#wakeReader = resolve));
        this.#wakeReader = null;
        continue;
      }
      await send(PAYLOAD_TYPE.output, bytes);
      await pace.wait();
    }
  }

  close(dropRest: boolean): void {
    this.#isClosed = true;
    if (dropRest) this.#queue.length = 0;
    this.#wakeReader?.();
    for (const wake of this.#writers.splice(0)) wake();
  }

  #read(most: number): Buffer | null {
    const parts: Buffer[] = [];
    let length = 0;
    while (length < most) {
      const first = this.#queue[0];
      if (first === undefined) break;
      const part = first.subarray(0, most - length);
      parts.push(part);
      length += part.length;
      if (part.length === first.length) this.#queue.shift();
      else this.#queue[0] = first.subarray(part.length);
    }
    if (length === 0) return null;
    this.#bytes -= length;
    if (this.#bytes < PIPE_BYTES) for (const wake of this.#writers.splice(0)) wake();
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }
}
