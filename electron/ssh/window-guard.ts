// Ends a connection whose far side ignores what it may send: ssh2 keeps whatever comes, and a reader that stands still
// would fill the memory. Beside ssh-client.
import type { Channel } from 'ssh2';
import type { Transport } from '../base/transport.ts';

/** ssh2 grants 2 MB at a time, and grants again while less than 2 MB wait to be read: 4 MB, and some for the way. */
const MAX_UNREAD_BYTES = 6 * 1024 * 1024;
/** Our own writes wait for room. What can still grow are answers to a far side that asks and does not read. */
const MAX_UNSENT_BYTES = 64 * 1024 * 1024;
/** Looking at every chunk would cost more than it is worth. */
const LOOK_EVERY_BYTES = 1024 * 1024;

export class WindowGuard {
  readonly #transport: Transport;
  readonly #channels = new Set<Channel>();
  #sinceLook = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  watch(channel: Channel): void {
    this.#channels.add(channel);
    channel.once('close', () => {
      this.#channels.delete(channel);
    });
  }

  /** Bytes came. Answers with what is wrong, or null. */
  heard(bytes: number): string | null {
    this.#sinceLook += bytes;
    if (this.#sinceLook < LOOK_EVERY_BYTES) return null;
    this.#sinceLook = 0;
    if (this.#transport.writableLength > MAX_UNSENT_BYTES) return 'The far side asks and does not listen.';
    for (const channel of this.#channels) {
      // A channel that we ask for has its errors in a stream of their own; one that was asked of us has none to read.
      const errors: unknown = channel.stderr;
      const unreadErrors =
        typeof errors === 'object' && errors !== null && 'readableLength' in errors
          ? Number(errors.readableLength)
          : 0;
      if (channel.readableLength + unreadErrors > MAX_UNREAD_BYTES)
        return 'The far side sent more than it was allowed to.';
    }
    return null;
  }
}
