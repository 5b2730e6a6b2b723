// Byte credit of one terminal, the window's half: what was consumed is acknowledged, what is typed waits for room.
import {
  CREDIT_ACK_BYTES,
  INPUT_HIGH_BYTES,
  INPUT_LOW_BYTES,
  MAX_TERMINAL_MESSAGE_BYTES,
} from '../../shared/terminal-wire.ts';

/** Counts consumed bytes and acknowledges them in steps: one message per CREDIT_ACK_BYTES, not per write. */
export class AckCounter {
  readonly #sendAck: (byteCount: number) => void;
  #pending = 0;

  constructor(sendAck: (byteCount: number) => void) {
    this.#sendAck = sendAck;
  }

  consumed(byteCount: number): void {
    this.#pending += byteCount;
    if (this.#pending >= CREDIT_ACK_BYTES) this.flush();
  }

  flush(): void {
    if (this.#pending === 0) return;
    const byteCount = this.#pending;
    this.#pending = 0;
    this.#sendAck(byteCount);
  }
}

/** Sends input in order, at most INPUT_HIGH_BYTES unacknowledged; the rest (a large paste) waits here. */
export class InputQueue {
  readonly #send: (bytes: Uint8Array) => void;
  #waiting: Uint8Array[] = [];
  #inFlight = 0;
  #paused = false;

  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  get waitingBytes(): number {
    return this.#waiting.reduce((sum, bytes) => sum + bytes.byteLength, 0);
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; at += MAX_TERMINAL_MESSAGE_BYTES) {
      this.#waiting.push(bytes.slice(at, at + MAX_TERMINAL_MESSAGE_BYTES));
    }
    this.#drain();
  }

  acked(byteCount: number): void {
    // Clamped: an ack that arrives after `reset` belongs to the connection before.
    this.#inFlight = Math.max(0, this.#inFlight - byteCount);
    if (this.#inFlight <= INPUT_LOW_BYTES) this.#paused = false;
    this.#drain();
  }

  /** The far side has ended: what was typed for it goes nowhere. */
  reset(): void {
    this.#waiting = [];
    this.#inFlight = 0;
    this.#paused = false;
  }

  #drain(): void {
    while (!this.#paused) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inFlight += next.byteLength;
      if (this.#inFlight >= INPUT_HIGH_BYTES) this.#paused = true;
      this.#send(next);
    }
  }
}
