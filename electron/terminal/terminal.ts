// One terminal: joins the shells of a connection, one after the other, to the MessagePort of the window, in order:
// opened, the bytes to the last one, ended. Without a port the bytes wait in the shell; a new port replaces the old.
import type { ConnectionEnding, TerminalSize } from '../../shared/connection.ts';
import type { ShellOpening, TerminalDown, TerminalUp } from '../../shared/terminal-wire.ts';
import {
  CREDIT_HIGH_BYTES,
  CREDIT_LEAST_HIGH_BYTES,
  CREDIT_LOW_BYTES,
  CREDIT_WAIT_MS,
  INPUT_ACK_BYTES,
  terminalUpSchema,
} from '../../shared/terminal-wire.ts';
import type { Clock } from '../base/clock.ts';
import { ByteCredit, ConsumedBytes } from '../base/credit.ts';
import type { Shell } from '../base/shell.ts';
import { InputGate } from './input-gate.ts';
import { ShellReader } from './shell-reader.ts';
import type { TerminalPort } from './terminal-wire-port.ts';

/** Undelivered steps of ended shells while no window is there; a person cannot reopen that often unseen. */
const MAX_WAITING_STEPS = 64;

/** What is still to be delivered, in this order. */
type Step = Turn | { readonly kind: 'shell'; readonly reader: ShellReader };
type Turn = Extract<TerminalDown, { kind: 'opened' | 'ended' }>;

export interface TerminalOptions {
  readonly clock: Clock;
  /** Told when the window broke the rules of the port and was cut off. */
  readonly onViolation: (what: string) => void;
}

export class Terminal {
  readonly #options: TerminalOptions;
  readonly #credit: ByteCredit;
  readonly #input = new InputGate();
  #typed = new ConsumedBytes(INPUT_ACK_BYTES);
  #steps: Step[] = [];
  /** What a window was told last; a window that loads anew begins with it. */
  #told: Turn | null = null;
  #port: TerminalPort | null = null;
  #shell: Shell | null = null;
  #size: TerminalSize | null = null;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#credit = new ByteCredit(
      { highBytes: CREDIT_HIGH_BYTES, lowBytes: CREDIT_LOW_BYTES },
      { leastHighBytes: CREDIT_LEAST_HIGH_BYTES, waitMs: CREDIT_WAIT_MS, now: () => options.clock.now() },
    );
  }

  /** The size the window showed last; null before it told any. */
  get size(): TerminalSize | null {
    return this.#size;
  }

  /** A shell is being opened. */
  opening(): void {
    this.#told = null;
    this.#input.hold();
  }

  /** `shell` is open: its bytes follow. `openedWith` is the size it was opened with. */
  opened(shell: Shell, opening: ShellOpening, openedWith: TerminalSize): void {
    this.#shell = shell;
    this.#input.toShell(shell.stream);
    const size = this.#size;
    if (size !== null && (size.cols !== openedWith.cols || size.rows !== openedWith.rows)) shell.resize(size);
    const reader = new ShellReader({
      stream: shell.stream,
      credit: this.#credit,
      clock: this.#options.clock,
      send: (bytes) => {
        this.#port?.post({ kind: 'bytes', bytes });
      },
      onDrained: () => {
        this.#steps = this.#steps.filter((step) => step.kind !== 'shell' || step.reader !== reader);
        this.#deliver();
      },
    });
    this.#add({ kind: 'opened', ...opening });
    this.#add({ kind: 'shell', reader });
    this.#deliver();
  }

  /** The connection has ended, with or without a shell before; told to the window after the shell's last byte. */
  ended(ending: ConnectionEnding, reopens: boolean): void {
    this.#shell = null;
    this.#input.end();
    // With the ending the window counts from zero too.
    this.#typed.flush();
    this.#add({ kind: 'ended', ending, reopens });
    this.#deliver();
  }

  attach(port: TerminalPort): void {
    this.#dropPort();
    this.#port = port;
    this.#credit.reset();
    this.#input.startCounting();
    this.#typed = new ConsumedBytes(INPUT_ACK_BYTES);
    if (this.#told !== null) port.post(this.#told);
    port.listen(
      (data) => {
        if (this.#port === port) this.#receive(port, data);
      },
      () => {
        if (this.#port === port) this.#dropPort();
      },
    );
    this.#deliver();
  }

  close(): void {
    this.#dropPort();
    this.#input.end();
    this.#steps = [];
  }

  #add(step: Step): void {
    this.#steps.push(step);
    if (this.#steps.length > MAX_WAITING_STEPS) this.#steps.shift();
  }

  /** Delivers until a shell has to be read to its end first. */
  #deliver(): void {
    for (let step = this.#steps[0]; step !== undefined && this.#port !== null; step = this.#steps[0]) {
      if (step.kind === 'shell') {
        step.reader.start();
        // When that drained it, onDrained has taken the step away and went on.
        return;
      }
      this.#steps.shift();
      this.#told = step;
      this.#port.post(step);
    }
  }

  #dropPort(): void {
    const port = this.#port;
    this.#port = null;
    for (const step of this.#steps) if (step.kind === 'shell') step.reader.stop();
    port?.close();
  }

  #receive(port: TerminalPort, data: unknown): void {
    const message = parseUp(data);
    if (message === null) {
      this.#cutOff('a message that is none');
      return;
    }
    switch (message.kind) {
      case 'input': {
        const acknowledge = (taken: number): void => {
          // An acknowledgement belongs to the port that the input came by.
          if (this.#port !== port) return;
          const byteCount = this.#typed.consume(taken);
          if (byteCount > 0) port.post({ kind: 'input-ack', byteCount });
        };
        if (!this.#input.accept(message.bytes, acknowledge))
          this.#cutOff('more input than its credit allows');
        return;
      }
      case 'ack':
        if (this.#credit.acknowledge(message.byteCount)) this.#resumeReading();
        return;
      case 'resize':
        this.#size = message.size;
        this.#shell?.resize(message.size);
    }
  }

  #resumeReading(): void {
    const step = this.#steps[0];
    if (step?.kind === 'shell') step.reader.resume();
  }

  #cutOff(what: string): void {
    this.#options.onViolation(what);
    this.#dropPort();
  }
}

/** A key is what somebody waits for: it is read by hand, and all else by the schema. */
function parseUp(data: unknown): TerminalUp | { readonly kind: 'input'; readonly bytes: Uint8Array } | null {
  if (typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'input')
    return 'bytes' in data && data.bytes instanceof Uint8Array ? { kind: 'input', bytes: data.bytes } : null;
  const parsed = terminalUpSchema.safeParse(data);
  return parsed.success ? parsed.data : null;
}
