// A live connection as the window sees it. `phase` is one union: wrong states cannot be written.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';
import { awsAccessSchema } from './aws.ts';
import { connectionIdSchema, savedConnectionIdSchema, targetIdSchema } from './ids.ts';
import { connectChoiceSchema, routeReasonSchema, routeSchema, shellKindSchema } from './route.ts';

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

/** The key by which the target has proved who it is. */
export const hostKeySchema = z.object({
  /** As OpenSSH names it: `ssh-ed25519`. */
  type: z.string(),
  /** `SHA256:` and 43 characters. */
  fingerprint: z.string(),
  /**
   * `known`: the same as before. `console`: the target printed it while it started, and AWS showed that to us.
   * `route`: the first one seen, by a route on which AWS itself leads to the target. `accepted`: the user said so.
   * `published`: AWS publishes it (serial console).
   */
  trust: z.enum(['known', 'console', 'route', 'accepted', 'published']),
});
export type HostKey = z.infer<typeof hostKeySchema>;

/** Times are epoch milliseconds. */
export const connectionPhaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('getting-credentials') }),
  /** What is known of the target is gathered, where it is not known yet. */
  z.object({ kind: z.literal('choosing-route') }),
  z.object({ kind: z.literal('starting-session') }),
  z.object({ kind: z.literal('opening-channel') }),
  z.object({ kind: z.literal('waiting-for-agent') }),
  z.object({ kind: z.literal('securing') }),
  /** Routes `eice`, `direct` and `jump`: until the far side takes the connection. */
  z.object({ kind: z.literal('dialling') }),
  z.object({ kind: z.literal('exchanging-keys') }),
  z.object({ kind: z.literal('checking-host-key') }),
  z.object({ kind: z.literal('sending-key') }),
  z.object({ kind: z.literal('signing-in') }),
  z.object({ kind: z.literal('opening-shell') }),
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
  /** What was asked for. */
  how: connectChoiceSchema,
  /** The route in use, or tried at the moment; null before one was chosen. */
  route: routeSchema.nullable(),
  shell: shellKindSchema.nullable(),
  /** That route in words, and why not by a better one: "via EICE; SSM not used: agent offline since 14:02". */
  routeNote: z.string().nullable(),
  /** Every way there is, in the order of trying. */
  routeReasons: z.array(routeReasonSchema),
  /** Who is signed in, for SSH. */
  user: z.string().nullable(),
  hostKey: hostKeySchema.nullable(),
  /** When the route will be cut by AWS, where that is known: an endpoint does so after an hour. */
  cutAt: z.number().nullable(),
  phase: connectionPhaseSchema,
  /** SSM SessionId, for support and CloudTrail; not a secret. */
  sessionId: z.string().nullable(),
  /** With a KMS key of the account, over the route `ssm`. SSH is encrypted by itself. */
  encrypted: z.boolean(),
  /** Smoothed; null until measured. */
  roundTripMs: z.number().nullable(),
  downBytesPerSecond: z.number(),
  upBytesPerSecond: z.number(),
});
export type ConnectionSnapshot = z.infer<typeof connectionSnapshotSchema>;
