// An interactive byte stream with a size and an end: what a terminal shows, whatever route it came by.
import type { Duplex } from 'node:stream';
import type { AppError } from '../../shared/app-error.ts';
import type { TerminalSize } from '../../shared/connection.ts';

/**
 * How the far side ended. `exitCode` only where the wire carries one (NonInteractiveCommands with separate output,
 * SSH). `failed`: the shell was lost, not ended.
 */
export type ShellEnding =
  | { readonly kind: 'exited'; readonly exitCode: number | null; readonly reason: string | null }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface Shell {
  /**
   * Reads what the far side prints, writes what the user types. Bytes as they are: the terminal sends CR for Enter.
   * Ends (readable 'end') after the last byte, also when the shell is lost; `ending` says how.
   */
  readonly stream: Duplex;
  /** Settles once, after the last byte was pushed; never rejects. */
  readonly ending: Promise<ShellEnding>;
  /** Announces the size; coalesces bursts. */
  resize(size: TerminalSize): void;
  /** Ends the far side and releases everything. Bounded by its own deadline; safe to call twice. */
  close(): Promise<void>;
}
