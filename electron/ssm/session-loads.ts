// How busy the sessions of a pool are: their connections, sampled about once a second, and places given away already.
import type { SessionLoad } from './port-placement.ts';
import type { PortSession } from './port-session.ts';
import type { PortStream } from './port-stream.ts';

/** A connection's first moments say nothing yet: it counts as busy, so that many at once are spread. */
const YOUNG_MS = 2_000;
/** Typing, a query now and then: below this a connection is quiet. */
const BUSY_BYTES_PER_SECOND = 8 * 1024;
/** A quarter of what an agent sends at most in one session (about 0.9 MB/s). */
const BULK_BYTES_PER_SECOND = 200 * 1024;

interface Sample {
  readonly openedAt: number;
  at: number;
  bytes: number;
  bytesPerSecond: number;
}

export class SessionLoads {
  readonly #samples = new WeakMap<PortStream, Sample>();
  /** Connections that have their place and are about to be dialled. */
  readonly #reserved = new Map<PortSession, number>();

  reserve(session: PortSession): void {
    this.#reserved.set(session, (this.#reserved.get(session) ?? 0) + 1);
  }

  release(session: PortSession): void {
    const left = (this.#reserved.get(session) ?? 0) - 1;
    if (left > 0) this.#reserved.set(session, left);
    else this.#reserved.delete(session);
  }

  /** `isSampling`: a second has passed since the last time; else rates stay as they were. */
  read(session: PortSession, now: number, isSampling: boolean): SessionLoad {
    const reserved = this.#reserved.get(session) ?? 0;
    let busy = reserved;
    let bulk = 0;
    for (const stream of session.streams()) {
      const rate = this.#rateOf(stream, now, isSampling);
      if (rate >= BUSY_BYTES_PER_SECOND) busy += 1;
      if (rate >= BULK_BYTES_PER_SECOND && rate !== Infinity) bulk += 1;
    }
    return {
      streams: session.streamCount + reserved,
      busy,
      bulk,
      capacity: session.capacity,
      isStuck: session.isCongested || session.phase.kind === 'reconnecting',
    };
  }

  /** Infinity for young ones. */
  #rateOf(stream: PortStream, now: number, isSampling: boolean): number {
    const bytes = stream.receivedBytes + stream.sentBytes;
    const sample = this.#samples.get(stream);
    if (sample === undefined) {
      this.#samples.set(stream, { openedAt: now, at: now, bytes, bytesPerSecond: 0 });
      return Infinity;
    }
    if (isSampling && now > sample.at) {
      sample.bytesPerSecond = ((bytes - sample.bytes) * 1000) / (now - sample.at);
      sample.at = now;
      sample.bytes = bytes;
    }
    return sample.bytesPerSecond < BULK_BYTES_PER_SECOND && now - sample.openedAt < YOUNG_MS
      ? Infinity
      : sample.bytesPerSecond;
  }
}
