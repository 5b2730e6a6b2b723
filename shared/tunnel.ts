// A tunnel as it is saved and as the window and the tray see it live: a local port that leads to a remote port, or the
// other way round.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';
import { awsAccessSchema } from './aws.ts';
import { targetIdSchema, tunnelIdSchema } from './ids.ts';
import { portSchema } from './port.ts';
import { RATE_SAMPLES } from './rate-samples.ts';
import { reachChoiceSchema, routeSchema } from './route.ts';

/** 127.0.0.0/8: a tunnel never listens where other computers could reach it. */
export const loopbackAddressSchema = z
  .string()
  .regex(/^127(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/, 'not a loopback address');

const tunnelHostSchema = z.string().regex(/^[0-9a-zA-Z.:_-]{1,255}$/, 'not a host');

/**
 * Where a target listens for itself. Not `localhost`: sshd agrees to that when it gets the port for one of two families
 * only, and what answers on the other is another program.
 */
export const TARGET_LOOPBACK = '127.0.0.1';

/** Who listens, and where its connections lead. */
const tunnelDirectionSchema = z.discriminatedUnion('kind', [
  /** A local port leads to one remote port (SSH's -L, or without SSH). */
  z.object({ kind: z.literal('to-target') }),
  /** Programs say where they want to go, and the target connects there (SSH's -D). */
  z.object({ kind: z.literal('socks') }),
  /** A port of the target leads to a port of this computer, or of a host that this computer reaches (SSH's -R). */
  z.object({
    kind: z.literal('to-here'),
    /** Null: the target's own loopback. Anything else needs GatewayPorts in its sshd. */
    listenAddress: tunnelHostSchema.nullable().default(null),
    /** Null: one that is free there, another one each time. */
    listenPort: portSchema.nullable(),
    /** Null: this computer itself. */
    host: tunnelHostSchema.nullable().default(null),
    port: portSchema,
  }),
]);
export type TunnelDirection = z.infer<typeof tunnelDirectionSchema>;
export type ToHere = Extract<TunnelDirection, { kind: 'to-here' }>;

export const tunnelSpecSchema = z.object({
  id: tunnelIdSchema,
  name: z.string().min(1).max(200),
  access: awsAccessSchema,
  targetId: targetIdSchema,
  direction: tunnelDirectionSchema.prefault({ kind: 'to-target' }),
  /** Null: a port of the target itself; else a host that the target can reach. Read only for `to-target`, as is the port. */
  remoteHost: tunnelHostSchema.nullable(),
  remotePort: portSchema,
  localAddress: loopbackAddressSchema,
  /** Kept across restarts. Null until first started: then the port it got is saved here. */
  localPort: portSchema.nullable(),
  reach: reachChoiceSchema.prefault({}),
  /**
   * `manually`: the listener opens when it is switched on. `at-launch`: with the app. In both cases the session starts
   * as `session` says.
   */
  start: z.enum(['manually', 'at-launch']).default('manually'),
  /** `at-once`: with the listener, and kept. `on-connection`: when the first program connects. */
  session: z.enum(['at-once', 'on-connection']).default('on-connection'),
  /** The session ends when no connection was open for so long; the listener stays. Null: never. */
  stopWhenIdleMinutes: z.number().int().min(1).max(1440).nullable().default(null),
  /** Bytes in one message up; above 1,536 only for those who know that their gateway takes them. */
  payloadBytes: z.number().int().min(512).max(32_768).default(1_536),
});
export type TunnelSpec = z.infer<typeof tunnelSpecSchema>;

/** Times are epoch milliseconds. */
export const tunnelStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('off') }),
  /** Waits for the first connection. `reason`: why the last session ended, where it said so. */
  z.object({ kind: z.literal('listening'), reason: z.string().nullable() }),
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('open'), since: z.number() }),
  /** Connections wait meanwhile; those that are open go on when it is back, where the session survives. */
  z.object({ kind: z.literal('reconnecting'), reason: z.string(), nextTryAt: z.number().nullable() }),
  z.object({ kind: z.literal('waiting-for-credentials'), error: appErrorDataSchema }),
  /** The local port is taken: `error` says by whom. Tried again by itself; nobody can connect meanwhile. */
  z.object({
    kind: z.literal('waiting-for-port'),
    error: appErrorDataSchema,
    /** One that was free a moment ago. */
    nextFreePort: portSchema.nullable(),
    nextTryAt: z.number(),
  }),
  z.object({ kind: z.literal('failed'), error: appErrorDataSchema }),
]);
export type TunnelState = z.infer<typeof tunnelStateSchema>;

export const rateSampleSchema = z.object({ up: z.number(), down: z.number() });
export type RateSample = z.infer<typeof rateSampleSchema>;

export const tunnelSnapshotSchema = z.object({
  id: tunnelIdSchema,
  state: tunnelStateSchema,
  /** Where programs connect; null while off, and for those that lead here. */
  address: z.object({ host: loopbackAddressSchema, port: portSchema }).nullable(),
  /** Where the target listens for one that leads here; null while off. The port is null until the target has said which. */
  farAddress: z.object({ host: tunnelHostSchema, port: portSchema.nullable() }).nullable(),
  openConnections: z.number().int(),
  totalConnections: z.number().int(),
  upBytes: z.number(),
  downBytes: z.number(),
  /** Bytes per second in each of the last seconds, newest last. */
  rates: z.array(rateSampleSchema).max(RATE_SAMPLES),
  roundTripMs: z.number().nullable(),
  /** By which route it is open; null while it is not. */
  route: routeSchema.nullable(),
  /** That route in words, and why not by another one. */
  routeNote: z.string().nullable(),
  /** Sessions behind it. */
  sessionCount: z.number().int(),
  lastError: z.object({ at: z.number(), error: appErrorDataSchema }).nullable(),
  /** Whether other users of this computer are kept out; `unchecked` where the system does not tell who connects. */
  guard: z.enum(['own-processes-only', 'unchecked']),
});
export type TunnelSnapshot = z.infer<typeof tunnelSnapshotSchema>;

/** Switched on: its port is open here, is asked for there, or is waited for until it is free. */
export function isSwitchedOn({
  address,
  farAddress,
  state,
}: Pick<TunnelSnapshot, 'address' | 'farAddress' | 'state'>): boolean {
  return address !== null || farAddress !== null || state.kind === 'waiting-for-port';
}
