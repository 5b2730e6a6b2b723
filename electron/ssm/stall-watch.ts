// Watches the streams of one session whose local reader is slow, and acts as stall-rule says.
// Beside smux-session; wakes up once a second while there is such a stream, never otherwise.
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { CONGESTED_BYTES, judgeStall } from './stall-rule.ts';
import type { PortStream } from './port-stream.ts';

interface Watch {
  consumed: number;
  /** When the reader last took something. */
  since: number;
}

export interface StallWatchOptions {
  readonly clock: Clock;
  /** Streams open in the session. */
  readonly streamCount: () => number;
  /** Told when it changes. */
  readonly pauseReading: (paused: boolean) => void;
}

const CHECK_EVERY_MS = 1000;

export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #watches = new Map<PortStream, Watch>();
  #paused = false;
  #checking = false;
  #stopTimer: (() => void) | null = null;

  constructor(options: StallWatchOptions) {
    this.#options = options;
  }

  /** Some reader is slow. */
  get isCongested(): boolean {
    return this.#watches.size > 0;
  }

  /** Bytes were added to the stream. */
  delivered(stream: PortStream): void {
    if (stream.readableLength <= CONGESTED_BYTES || stream.destroyed) return;
    if (!this.#watches.has(stream))
      this.#watches.set(stream, { consumed: stream.consumedBytes, since: this.#options.clock.now() });
    this.check();
  }

  /** The reader may have taken something. */
  drained(stream: PortStream): void {
    if (this.#watches.has(stream)) this.check();
  }

  forget(stream: PortStream): void {
    if (this.#watches.delete(stream)) this.check();
  }

  /** The session is over. */
  stop(): void {
    this.#watches.clear();
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  check(): void {
    // Cutting a stream off leads back here by `forget`.
    if (this.#checking) return;
    this.#checking = true;
    let pause = false;
    for (const [stream, watch] of [...this.#watches])
      if (this.#judge(stream, watch) === 'pause') pause = true;
    this.#checking = false;
    if (pause !== this.#paused) {
      this.#paused = pause;
      this.#options.pauseReading(pause);
    }
    if (this.#watches.size === 0) this.stop();
    else
      this.#stopTimer ??= this.#options.clock.after(CHECK_EVERY_MS, () => {
        this.#stopTimer = null;
        this.check();
      });
  }

  #judge(stream: PortStream, watch: Watch): 'pause' | 'go-on' {
    const buffered = stream.readableLength;
    if (buffered <= CONGESTED_BYTES) {
      this.#watches.delete(stream);
      return 'go-on';
    }
    const now = this.#options.clock.now();
    if (stream.consumedBytes > watch.consumed) {
      watch.consumed = stream.consumedBytes;
      watch.since = now;
    }
    const verdict = judgeStall({
      bufferedBytes: buffered,
      stalledMs: now - watch.since,
      alone: this.#options.streamCount() === 1,
      paused: this.#paused,
    });
    if (verdict !== 'cut-off') return verdict;
    stream.destroy(
      new AppError('tunnel/stalled', 'A program on this side stopped reading, so its connection was cut.', {
        detail: `${buffered} bytes waited for it while other connections shared its session.`,
      }),
    );
    return 'go-on';
  }
}
