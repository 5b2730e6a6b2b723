// What the user types, from the window to the shell: acknowledged when the shell's stream has taken it, kept while
// the connection is still opening, and taken back to nothing when there is no shell to type to.
import type { Writable } from 'node:stream';
import { INPUT_HIGH_BYTES, MAX_TERMINAL_MESSAGE_BYTES } from '../../shared/terminal-wire.ts';

/** A window that keeps to its credit never has more than this unacknowledged (the last message may pass the mark). */
const MAX_UNACKNOWLEDGED_BYTES = INPUT_HIGH_BYTES + MAX_TERMINAL_MESSAGE_BYTES;

interface Typed {
  readonly bytes: Uint8Array;
  readonly acknowledge: () => void;
}

/** `waiting`: a shell is being opened. `over`: there is none, and none is coming. */
type Destination =
  | { readonly kind: 'waiting'; readonly held: Typed[] }
  | { readonly kind: 'shell'; readonly stream: Writable }
  | { readonly kind: 'over' };

export class InputGate {
  #destination: Destination = { kind: 'waiting', held: [] };
  #sender = { unacknowledged: 0 };

  /** False when the window does not keep to its credit: the caller drops the port. */
  accept(bytes: Uint8Array, acknowledge: (byteCount: number) => void): boolean {
    const byteCount = bytes.byteLength;
    if (byteCount > MAX_TERMINAL_MESSAGE_BYTES) return false;
    const sender = this.#sender;
    if (sender.unacknowledged + byteCount > MAX_UNACKNOWLEDGED_BYTES) return false;
    sender.unacknowledged += byteCount;
    this.#pass({
      bytes,
      acknowledge: () => {
        sender.unacknowledged -= byteCount;
        acknowledge(byteCount);
      },
    });
    return true;
  }

  /** Another window counts from zero; what the one before typed is still on its way. */
  startCounting(): void {
    this.#sender = { unacknowledged: 0 };
  }

  toShell(stream: Writable): void {
    const before = this.#destination;
    this.#destination = { kind: 'shell', stream };
    if (before.kind === 'waiting') for (const typed of before.held) this.#pass(typed);
  }

  /** A shell is coming (again): what is typed now is for it. */
  hold(): void {
    if (this.#destination.kind !== 'waiting') this.#destination = { kind: 'waiting', held: [] };
  }

  /** No shell: what was typed for it goes nowhere, and is acknowledged so that the window's credit is whole. */
  end(): void {
    const before = this.#destination;
    this.#destination = { kind: 'over' };
    if (before.kind === 'waiting') for (const typed of before.held) typed.acknowledge();
  }

  #pass(typed: Typed): void {
    const destination = this.#destination;
    switch (destination.kind) {
      case 'waiting':
        destination.held.push(typed);
        return;
      case 'over':
        typed.acknowledge();
        return;
      case 'shell': {
        const { bytes } = typed;
        // The callback comes with an error too, when the shell is lost; the error itself is told by Shell.ending.
        destination.stream.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), () => {
          typed.acknowledge();
        });
      }
    }
  }
}
