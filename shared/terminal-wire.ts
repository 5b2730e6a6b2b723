// Messages of one terminal's MessagePort. Bytes never enter a store; both directions carry byte credit:
// the receiver acknowledges what it has consumed, the sender stops at the high mark (see electron/base/credit.ts).
import { z } from 'zod';
import type { connectionEndingSchema } from './connection.ts';
import { terminalSizeSchema } from './connection.ts';

/** Unacknowledged bytes at which a sender stops. Large enough to keep xterm's parser busy over one frame. */
export const CREDIT_HIGH_BYTES = 512 * 1024;
/** Unacknowledged bytes at which it goes on. */
export const CREDIT_LOW_BYTES = 128 * 1024;
/** A receiver acknowledges at least every this many bytes; must not exceed the low mark, or the sender never resumes. */
export const CREDIT_ACK_BYTES = 64 * 1024;
/** Largest single `bytes` or `input` message. */
export const MAX_TERMINAL_MESSAGE_BYTES = 256 * 1024;

const bytesSchema = z.instanceof(Uint8Array);

/** Main to window. `opened` and `ended` travel here too, so that their order against the bytes is kept. */
export type TerminalDown =
  | { readonly kind: 'opened'; readonly connectMs: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'input-ack'; readonly byteCount: number }
  | { readonly kind: 'ended'; readonly ending: z.infer<typeof connectionEndingSchema> };

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
