// Tells the agent the size of the terminal: first of all, on change, and once more after the first output, because
// an agent whose pty is not ready yet may drop it. Beside shell-session. Fact sheet 3 and 6.
import type { TerminalSize } from '../../shared/connection.ts';
import type { Clock } from '../base/clock.ts';

/** Dragging a window edge makes dozens of sizes a second; each would redraw a full-screen program. */
const COALESCE_MS = 60;

export class SizeAnnouncer {
  readonly #clock: Clock;
  readonly #send: (size: TerminalSize) => void;
  #size: TerminalSize;
  #sent: TerminalSize | null = null;
  #repeatDue = false;
  #stopTimer: (() => void) | null = null;

  constructor(clock: Clock, size: TerminalSize, send: (size: TerminalSize) => void) {
    this.#clock = clock;
    this.#size = size;
    this.#send = send;
  }

  /** The session has started. `afterOutput`: its first output is here already, so the pty is ready. */
  start(afterOutput: boolean): void {
    this.#announce();
    this.#repeatDue = !afterOutput;
  }

  resize(size: TerminalSize): void {
    this.#size = size;
    if (this.#sent === null) return;
    this.#stopTimer ??= this.#clock.after(COALESCE_MS, () => {
      this.#stopTimer = null;
      if (this.#size.cols !== this.#sent?.cols || this.#size.rows !== this.#sent.rows) this.#announce();
    });
  }

  onOutput(): void {
    if (!this.#repeatDue) return;
    this.#repeatDue = false;
    this.#announce();
  }

  /** The session is over; later sizes are for nobody. */
  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#sent = null;
    this.#repeatDue = false;
  }

  #announce(): void {
    this.#sent = this.#size;
    this.#send(this.#size);
  }
}
