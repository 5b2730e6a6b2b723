// A channel of SSH as a plain Duplex. ssh2's own stream never runs its destroy, is never `closed`, and ends cleanly
// when the connection is lost; pairs and terminals need all three to be as Node says.
import { Duplex } from 'node:stream';
import type { Channel } from 'ssh2';
import type { SshChannels } from './ssh-channels.ts';

export interface ChannelStreamOptions {
  readonly channel: Channel;
  readonly channels: SshChannels;
  /** A transport that was cut must not look like one that ended. A shell says in its ending how it ended. */
  readonly whenLost: 'fail' | 'end';
}

export class ChannelStream extends Duplex {
  readonly #options: ChannelStreamOptions;
  #writing: ((error?: Error | null) => void) | null = null;
  #isChannelOver = false;
  #isInputOver = false;

  constructor(options: ChannelStreamOptions) {
    super({ allowHalfOpen: true, readableHighWaterMark: 64 * 1024, writableHighWaterMark: 64 * 1024 });
    this.#options = options;
    const { channel } = options;
    const { traffic, watch } = options.channels;
    // As every transport: it may fail before its taker listens.
    this.on('error', () => undefined);
    watch(channel);
    channel.on('data', (chunk: Buffer) => {
      traffic.down += chunk.length;
      if (!this.push(chunk)) channel.pause();
    });
    channel.on('end', () => {
      this.#endInput();
    });
    channel.on('close', () => {
      this.#isChannelOver = true;
      this.#endInput();
      this.#settleWrite();
      // Nothing can be written either: with both halves over the stream closes by itself once it was read.
      if (!this.destroyed) this.end();
    });
    channel.on('error', (error: Error) => {
      this.destroy(error);
    });
    channel.pause();
  }

  override _read(): void {
    this.#options.channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { channel } = this.#options;
    const { traffic, whenRoom } = this.#options.channels;
    if (this.#isChannelOver || !channel.writable) {
      done(this.#brokenPipe());
      return;
    }
    this.#writing = done;
    // ssh2 forgets the callback when the channel closes in between: `close` settles it then.
    channel.write(chunk, () => {
      traffic.up += chunk.length;
      whenRoom(() => {
        this.#settleWrite();
      });
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#options.channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { channel } = this.#options;
    this.#isInputOver = true;
    // What is still in ssh2's buffer has no reader any more; unread, it would keep the channel from closing.
    channel.removeAllListeners('data');
    channel.resume();
    channel.destroy();
    this.#settleWrite();
    done(error);
  }

  #endInput(): void {
    if (this.#isInputOver) return;
    this.#isInputOver = true;
    const lost = this.#options.channels.lostBy();
    if (lost !== null && this.#options.whenLost === 'fail') this.destroy(lost);
    else this.push(null);
  }

  #settleWrite(): void {
    const done = this.#writing;
    this.#writing = null;
    done?.(this.#isChannelOver && !this.destroyed ? this.#brokenPipe() : null);
  }

  /** For `fail` only: what is typed into a shell that has just ended has nowhere to go, and nobody minds. */
  #brokenPipe(): Error | null {
    if (this.#options.whenLost === 'end') return null;
    return (
      this.#options.channels.lostBy() ??
      Object.assign(new Error('The far side has closed.'), { code: 'EPIPE' })
    );
  }
}
