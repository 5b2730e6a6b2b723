// A live connection as the window sees it. `phase` is one union: wrong states cannot be written.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';
import { awsAccessSchema } from './aws.ts';
import { connectionIdSchema, savedConnectionIdSchema, targetIdSchema } from './ids.ts';

export const terminalSizeSchema = z.object({
  cols: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
});
export type TerminalSize = z.infer<typeof terminalSizeSchema>;

/** How a connection ended. `exited`: the far side ended it as asked (`exit`, session terminated). */
export const connectionEndingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), reason: z.string().nullable() }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('closed') }),
  z.object({ kind: z.literal('failed'), error: appErrorDataSchema }),
]);
export type ConnectionEnding = z.infer<typeof connectionEndingSchema>;

/** Times are epoch milliseconds. */
export const connectionPhaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('getting-credentials') }),
  z.object({ kind: z.literal('starting-session') }),
  z.object({ kind: z.literal('opening-channel') }),
  z.object({ kind: z.literal('waiting-for-agent') }),
  z.object({ kind: z.literal('securing') }),
  z.object({ kind: z.literal('open'), since: z.number(), connectMs: z.number() }),
  z.object({
    kind: z.literal('reconnecting'),
    /** Why, in words: "the gateway closed the socket (1000)". */
    reason: z.string(),
    /** What AWS or the network said word by word; null where there is no more to say. */
    detail: z.string().nullable(),
    attempt: z.number().int(),
    nextTryAt: z.number().nullable(),
  }),
  z.object({ kind: z.literal('ended'), at: z.number(), ending: connectionEndingSchema }),
]);
export type ConnectionPhase = z.infer<typeof connectionPhaseSchema>;

export const connectionSnapshotSchema = z.object({
  id: connectionIdSchema,
  access: awsAccessSchema,
  targetId: targetIdSchema,
  /** What the tab is called: the target's name or id, or the saved connection's name. */
  title: z.string(),
  savedConnectionId: savedConnectionIdSchema.nullable(),
  route: z.enum(['ssm']),
  phase: connectionPhaseSchema,
  /** SSM SessionId, for support and CloudTrail; not a secret. */
  sessionId: z.string().nullable(),
  encrypted: z.boolean(),
  /** Smoothed, of the data channel; null until measured. */
  roundTripMs: z.number().nullable(),
  downBytesPerSecond: z.number(),
  upBytesPerSecond: z.number(),
});
export type ConnectionSnapshot = z.infer<typeof connectionSnapshotSchema>;
