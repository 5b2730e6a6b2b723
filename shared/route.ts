// How a target is reached and signed in to: what the user chooses, and what the app found out about each way.
import { z } from 'zod';
import { savedConnectionIdSchema } from './ids.ts';
import { portSchema } from './port.ts';

/** `ssm`: Session Manager. `eice`: an EC2 Instance Connect Endpoint. `direct`: TCP. `jump`: through a saved connection. */
export const routeSchema = z.enum(['ssm', 'eice', 'direct', 'jump']);
export type Route = z.infer<typeof routeSchema>;

/** `session-manager`: the agent's own shell, without SSH. `serial-console`: EC2's, over SSH. */
export const shellKindSchema = z.enum(['ssh', 'session-manager', 'serial-console']);
export type ShellKind = z.infer<typeof shellKindSchema>;

export const routeChoiceSchema = z.discriminatedUnion('kind', [
  /** The best there is; falls back, and says so. */
  z.object({ kind: z.literal('automatic') }),
  z.object({ kind: z.literal('ssm') }),
  z.object({
    kind: z.literal('eice'),
    /** Null: the endpoint nearest to the target. */
    endpointId: z
      .string()
      .regex(/^eice-[0-9a-zA-Z-]{1,64}$/, 'not an endpoint id')
      .nullable(),
  }),
  z.object({
    kind: z.literal('direct'),
    /** Null: the public address, else IPv6, else the private one (VPN, Direct Connect). Else an address or name. */
    address: z
      .string()
      .regex(/^[0-9a-zA-Z.:_-]{1,255}$/, 'not a host')
      .nullable(),
  }),
  /** Through the SSH of a saved connection, which may itself go through another one. */
  z.object({ kind: z.literal('jump'), via: savedConnectionIdSchema }),
]);
export type RouteChoice = z.infer<typeof routeChoiceSchema>;

/** A user of the target: one word that no program takes for an option. */
export const sshUserSchema = z
  .string()
  .max(128)
  .regex(/^[^-\p{Cc}\s:][^\p{Cc}\s:]*$/u, 'not a user name');

export const identityChoiceSchema = z.discriminatedUnion('kind', [
  /** A one-time key where AWS can push one; then the key agent; then what the target asks for. */
  z.object({ kind: z.literal('automatic') }),
  /** A key that lives in memory for one sign-in, pushed with EC2 Instance Connect. */
  z.object({ kind: z.literal('one-time') }),
  z.object({ kind: z.literal('key-file'), path: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('key-agent') }),
  z.object({ kind: z.literal('password') }),
]);
export type IdentityChoice = z.infer<typeof identityChoiceSchema>;

/** The way to the target's SSH. */
export const reachChoiceSchema = z.object({
  route: routeChoiceSchema.default({ kind: 'automatic' }),
  /** Null: the one that worked before, else the one of the operating system. */
  user: sshUserSchema.nullable().default(null),
  identity: identityChoiceSchema.default({ kind: 'automatic' }),
  /** Where its SSH listens. Endpoints reach 22 only. */
  port: portSchema.default(22),
});
export type ReachChoice = z.infer<typeof reachChoiceSchema>;

export const connectChoiceSchema = reachChoiceSchema.extend({
  /** `automatic`: as the setting `newShells` says. */
  shell: z.enum(['automatic', 'ssh', 'session-manager', 'serial-console']).default('automatic'),
});
export type ConnectChoice = z.infer<typeof connectChoiceSchema>;

/** What was made of one way to a shell, in the order in which they are tried. */
export const routeReasonSchema = z.object({
  route: routeSchema,
  shell: shellKindSchema,
  /** `possible`: not tried, because another one worked or nothing was tried yet. */
  verdict: z.enum(['used', 'possible', 'failed', 'not-possible']),
  /** Part of a sentence: "agent offline since 14:02". */
  why: z.string(),
});
export type RouteReason = z.infer<typeof routeReasonSchema>;

/** What `targets.routes` knows without connecting. */
export const routeOutlookSchema = z.object({
  reasons: z.array(routeReasonSchema),
  /** The user that would sign in. */
  user: z.string(),
});
export type RouteOutlook = z.infer<typeof routeOutlookSchema>;
