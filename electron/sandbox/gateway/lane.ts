// One direction of a session: messages from one side's socket to the other's, verbatim, with back-pressure. When too
// much is under way the source is no longer read, so nothing grows. A shape makes the lane a bad network on purpose.
import type { Writable } from 'node:stream';
import { WebSocket } from 'ws';
import type { Clock, Random } from '../../base/clock.ts';
import { FrameWriter } from '../../base/frame-writer.ts';
import { fateOf, isPerfect, PERFECT_NETWORK, seededRandom, type NetworkShape } from './network-shape.ts';

/** Bytes under way before the source is paused, and until it is read again. */
const HIGH_BYTES = 1024 * 1024;
const LOW_BYTES = 256 * 1024;
/** With a delay more must be under way for the same rate: 8 MiB carry 40 MB/s over 200 ms. */
const SHAPED_HIGH_BYTES = 8 * 1024 * 1024;
/**
 * Kept for a side that is away, and dropped beyond. AWS's plugin does not acknowledge twice, so with AWS's agent every
 * acknowledgement that is lost while the agent changes sockets would stall a transfer for good.
 */
const AWAY_BYTES = 1024 * 1024;

export interface LaneDestination {
  readonly socket: WebSocket;
  readonly stream: Writable;
}

export interface LaneCounts {
  messages: number;
  bytes: number;
  /** Nobody was there to receive it, and too much was kept already. */
  dropped: number;
  lost: number;
  duplicated: number;
  reordered: number;
}

export class Lane {
  readonly counts: LaneCounts = { messages: 0, bytes: 0, dropped: 0, lost: 0, duplicated: 0, reordered: 0 };
  readonly #clock: Clock;
  readonly #timers = new Set<() => void>();
  readonly #queue: { readonly due: number; readonly frame: Buffer }[] = [];
  #from: WebSocket | null = null;
  #to: WebSocket | null = null;
  #frames: FrameWriter | null = null;
  #shape: NetworkShape = PERFECT_NETWORK;
  #random: Random = seededRandom(PERFECT_NETWORK.seed);
  #heldBytes = 0;
  /** For a destination that is away or closing. */
  #kept: Buffer[] = [];
  #keptBytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  setShape(shape: NetworkShape): void {
    this.#shape = shape;
    this.#random = seededRandom(shape.seed);
  }

  setSource(socket: WebSocket | null): void {
    this.#from = socket;
  }

  /**
   * Null: the other side is away; what is under way to it is lost, as on the real wire, and what comes from now on is
   * kept for its return. `stream`: what the socket writes to.
   */
  setDestination(destination: LaneDestination | null): void {
    this.#to = destination?.socket ?? null;
    this.#frames = destination === null ? null : this.#writerTo(destination);
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#heldBytes = 0;
    this.#queue.length = 0;
    this.#letIn();
    if (destination === null) return;
    const kept = this.#kept;
    this.#kept = [];
    this.#keptBytes = 0;
    for (const frame of kept) this.push(frame);
  }

  push(frame: Buffer): void {
    if (this.#to?.readyState !== WebSocket.OPEN) {
      this.#keep(frame);
      return;
    }
    this.counts.messages += 1;
    this.counts.bytes += frame.length;
    if (isPerfect(this.#shape) && this.#timers.size === 0) {
      this.#hold(frame.length);
      this.#frames?.add(frame);
      return;
    }
    const fate = fateOf(this.#shape, this.#random);
    if (fate.delaysMs.length === 0) this.counts.lost += 1;
    if (fate.delaysMs.length > 1) this.counts.duplicated += 1;
    if (fate.isLate) this.counts.reordered += 1;
    for (const delayMs of fate.delaysMs) this.#sendLater(frame, delayMs, fate.isLate);
  }

  /** A message of the gateway itself: never lost, and behind everything pushed before it. */
  say(frame: Buffer): void {
    if (this.#to === null) return;
    if (this.#timers.size === 0) {
      this.#hold(frame.length);
      this.#frames?.add(frame);
    } else {
      this.#sendLater(frame, 0, false);
    }
  }

  #keep(frame: Buffer): void {
    if (this.#keptBytes + frame.length > AWAY_BYTES) {
      this.counts.dropped += 1;
      return;
    }
    this.#kept.push(frame);
    this.#keptBytes += frame.length;
  }

  #sendLater(frame: Buffer, delayMs: number, isLate: boolean): void {
    const now = this.#clock.now();
    this.#hold(frame.length);
    if (isLate) {
      // Chosen to be overtaken: it has a timer of its own.
      const cancel = this.#clock.after(delayMs, () => {
        this.#timers.delete(cancel);
        this.#frames?.add(frame);
      });
      this.#timers.add(cancel);
      return;
    }
    const due = Math.max(this.#queue.at(-1)?.due ?? 0, now + delayMs);
    this.#queue.push({ due, frame });
    if (this.#queue.length === 1) this.#awaitQueue(due - now);
  }

  // One timer for the whole queue: two timers of different lengths that end together need not run in order.
  #awaitQueue(ms: number): void {
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(cancel);
      const now = this.#clock.now();
      for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
        if (first.due > now) {
          this.#awaitQueue(first.due - now);
          return;
        }
        this.#queue.shift();
        this.#frames?.add(first.frame);
      }
    });
    this.#timers.add(cancel);
  }

  #writerTo({ socket, stream }: LaneDestination): FrameWriter {
    return new FrameWriter({
      stream,
      masking: 'none',
      isOpen: () => socket.readyState === WebSocket.OPEN,
      onWritten: (bytes) => {
        // Of an older socket: its bytes were written off when it went.
        if (socket !== this.#to) return;
        this.#heldBytes -= bytes;
        if (this.#heldBytes <= LOW_BYTES) this.#letIn();
      },
    });
  }

  #hold(bytes: number): void {
    this.#heldBytes += bytes;
    const high = this.#shape.delayMs + this.#shape.jitterMs > 0 ? SHAPED_HIGH_BYTES : HIGH_BYTES;
    if (this.#heldBytes > high && this.#from?.isPaused === false) this.#from.pause();
  }

  #letIn(): void {
    if (this.#from?.isPaused === true) this.#from.resume();
  }
}
