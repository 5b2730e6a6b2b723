// Remote desktops: what a saved one remembers, how its window is to look, and where a launch stands.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';

/** `custom` runs a command of the user's; the others are found on this computer. */
export const rdpClientIdSchema = z.enum([
  'mstsc',
  'windows-app',
  'freerdp3',
  'freerdp2',
  'remmina',
  'custom',
]);
export type RdpClientId = z.infer<typeof rdpClientIdSchema>;

/** A user name as RDP clients take it: `.\Administrator`, `CORP\anna`, `anna@corp.example.com`. One line. */
export const rdpUserNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}"]+$/u, 'not a user name');

/** The account of the machine itself, whatever the machine is called. */
export const DEFAULT_RDP_USER = '.\\Administrator';
export const RDP_PORT = 3389;

/** One line, `{host}`, `{port}`, `{user}` and `{name}` are filled in; a password never is. */
export const rdpCommandSchema = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .regex(/^[^\p{Cc}]+$/u, 'has characters that no command line has')
  .refine((text) => !/\{pass(word|phrase)?\}/i.test(text), 'a password is never put on a command line');

export const rdpOptionsSchema = z.object({
  /** `fit`: the client's own size, following its window. */
  display: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('fit') }),
      z.object({
        kind: z.literal('window'),
        width: z.number().int().min(640).max(8192),
        height: z.number().int().min(480).max(8192),
      }),
      z.object({ kind: z.literal('full-screen') }),
      z.object({ kind: z.literal('all-monitors') }),
    ])
    .default({ kind: 'fit' }),
  /** Per cent. Null: as this computer. */
  scale: z
    .union([z.literal(100), z.literal(125), z.literal(150), z.literal(200)])
    .nullable()
    .default(null),
  clipboard: z.boolean().default(true),
  /** Local drives appear on the target: off, as the target could read and write them. */
  drives: z.boolean().default(false),
  sound: z.enum(['here', 'there', 'off']).default('here'),
  /** The administrative session of the target (`/admin`): no licence is taken, one at a time. */
  adminSession: z.boolean().default(false),
  /** `auto`: what the target wants. `required`: nothing less than Network Level Authentication. */
  networkLevelAuthentication: z.enum(['auto', 'required', 'off']).default('auto'),
});
export type RdpOptions = z.infer<typeof rdpOptionsSchema>;

/** What the target asked for in its first answer. */
export const rdpSecuritySchema = z.enum(['nla', 'tls', 'none']);
export type RdpSecurity = z.infer<typeof rdpSecuritySchema>;

export const rdpEndingSchema = z.discriminatedUnion('kind', [
  /** The window was closed, or the person signed out. */
  z.object({ kind: z.literal('closed') }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('failed'), error: appErrorDataSchema }),
]);
export type RdpEnding = z.infer<typeof rdpEndingSchema>;

/** Times are epoch milliseconds. */
export const rdpPhaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opening-tunnel') }),
  /** `problem`: what the last try met, in words. */
  z.object({
    kind: z.literal('waiting-for-desktop'),
    attempt: z.number().int(),
    problem: z.string().nullable(),
  }),
  z.object({ kind: z.literal('checking-certificate') }),
  z.object({ kind: z.literal('getting-password') }),
  z.object({ kind: z.literal('starting-client'), client: z.string() }),
  z.object({ kind: z.literal('waiting-for-client'), client: z.string(), notes: z.array(z.string()) }),
  z.object({ kind: z.literal('open'), since: z.number(), client: z.string(), notes: z.array(z.string()) }),
  /** No connection is left; the client may come back by itself for a while. */
  z.object({
    kind: z.literal('disconnected'),
    since: z.number(),
    client: z.string(),
    notes: z.array(z.string()),
  }),
  z.object({ kind: z.literal('ended'), at: z.number(), ending: rdpEndingSchema }),
]);
export type RdpPhase = z.infer<typeof rdpPhaseSchema>;
