// Messages of one terminal's MessagePort. Bytes never enter a store; both directions carry byte credit:
// the receiver acknowledges what it has consumed, the sender stops at the high mark (see electron/base/credit.ts).
import { z } from 'zod';
import type { connectionEndingSchema, ConnectionSnapshot } from './connection.ts';
import { terminalSizeSchema } from './connection.ts';

/**
 * Unacknowledged bytes of output at which main stops: three of the window's pieces (paced-writer), one parsed, one
 * waiting, one coming. With two the window waited for main after most pieces.
 */
export const CREDIT_HIGH_BYTES = 6 * 1024 * 1024;
/** Unacknowledged bytes of output at which it goes on: while a whole piece still waits in the window. */
export const CREDIT_LOW_BYTES = 4608 * 1024;
/** A slower window has less under way, as much as it takes in 0.4 s: a Ctrl+C must not wait for seconds of output. */
export const CREDIT_LEAST_HIGH_BYTES = 256 * 1024;
export const CREDIT_WAIT_MS = 400;
/**
 * The window acknowledges at least every this many bytes; must not exceed the low mark, or main never resumes. Each
 * ack wakes main, which then takes the processor from the window that sent it: few and large.
 */
export const CREDIT_ACK_BYTES = 128 * 1024;
/** The same marks for input: a paste; main acknowledges what the shell has taken. */
export const INPUT_HIGH_BYTES = 512 * 1024;
export const INPUT_LOW_BYTES = 128 * 1024;
/** Main acknowledges at least every this many bytes, not each key; must not exceed the low mark. */
export const INPUT_ACK_BYTES = 64 * 1024;
/** Largest single `bytes` or `input` message. */
export const MAX_TERMINAL_MESSAGE_BYTES = 256 * 1024;

const bytesSchema = z.instanceof(Uint8Array);

/** What is said of a shell before its first byte: the replica may not know it yet. */
export interface ShellOpening {
  readonly connectMs: number;
  readonly way: Pick<ConnectionSnapshot, 'route' | 'shell' | 'routeReasons'>;
}

/** Main to window. `opened` and `ended` travel here too, so that their order against the bytes is kept. */
export type TerminalDown =
  | ({ readonly kind: 'opened' } & ShellOpening)
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'input-ack'; readonly byteCount: number }
  /** `reopens`: another shell is opened by itself, and what is typed waits for it. */
  | {
      readonly kind: 'ended';
      readonly ending: z.infer<typeof connectionEndingSchema>;
      readonly reopens: boolean;
    };

/** Window to main: hostile until parsed. */
export const terminalUpSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('input'), bytes: bytesSchema }),
  z.object({
    kind: z.literal('ack'),
    byteCount: z
      .number()
      .int()
      .min(1)
      .max(64 * 1024 * 1024),
  }),
  z.object({ kind: z.literal('resize'), size: terminalSizeSchema }),
]);
export type TerminalUp = z.infer<typeof terminalUpSchema>;
