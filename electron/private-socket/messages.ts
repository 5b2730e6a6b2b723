// What the command line and the running app say to each other beside the bytes. Version 1; both sides check everything.
//
//   command line              app
//   hello {nonce}        ->
//                        <-   hello {nonce, proof}        each proves that it can read the user's token (proof.ts)
//   open {proof, wish}   ->
//                        <-   step …, opened {…}          or failed
//   ask {id, …}          ->
//                        <-   answer {id, error}          push of a key, check of a host key
//   signed-in            ->
//   data and end both ways, in frames of their own (frames.ts); failed {error} before the app cuts it
import { z } from 'zod';
import { appErrorDataSchema } from '../../shared/app-error.ts';
import { awsAccessSchema } from '../../shared/aws.ts';
import { savedConnectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { identityChoiceSchema, reachChoiceSchema, routeSchema, sshUserSchema } from '../../shared/route.ts';

export const PROTOCOL_VERSION = 1;

/** 32 bytes in hexadecimal. */
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const askIdSchema = z.number().int().min(0).max(1_000_000);
/** RSA keys of 16,384 bits come to 2.8 kB. */
const publicKeyLineSchema = z.string().regex(/^[a-z0-9@.-]{1,64} [A-Za-z0-9+/=]{1,8192}$/);

/** Which target, and how. `access` null: the one that the app has open, or the saved connection's own. */
export const pathWishSchema = z.object({
  access: awsAccessSchema.nullable(),
  /** Id, name or address; or the name of a saved connection. */
  target: z.string().min(1).max(400),
  savedConnectionId: savedConnectionIdSchema.nullable(),
  /** What was said of it; null: as the saved connection says, else automatically. */
  route: reachChoiceSchema.shape.route.unwrap().nullable(),
  user: sshUserSchema.nullable(),
  port: reachChoiceSchema.shape.port.unwrap().nullable(),
});
export type PathWish = z.infer<typeof pathWishSchema>;

export const fromCommandLineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), version: z.number().int(), nonce: hex32 }),
  z.object({ kind: z.literal('open'), proof: hex32, wish: pathWishSchema }),
  z.object({
    kind: z.literal('push'),
    id: askIdSchema,
    user: sshUserSchema,
    publicKeyLine: publicKeyLineSchema,
  }),
  z.object({
    kind: z.literal('check-host-key'),
    id: askIdSchema,
    type: z.string().max(64),
    fingerprintSha256: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  }),
  z.object({ kind: z.literal('signed-in'), user: sshUserSchema }),
]);
export type FromCommandLine = z.infer<typeof fromCommandLineSchema>;

const openedSchema = z.object({
  kind: z.literal('opened'),
  targetId: targetIdSchema,
  name: z.string().max(400),
  route: routeSchema,
  note: z.string().max(10_000).nullable(),
  users: z.array(z.string().max(128)).min(1).max(16),
  identity: identityChoiceSchema,
  canPush: z.boolean(),
  cutAt: z.number().nullable(),
  pinnedKeyTypes: z.array(z.string().max(100)).max(16),
});

export const fromAppSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), version: z.number().int(), nonce: hex32, proof: hex32 }),
  /** For people: "Dialling by EICE…". */
  z.object({ kind: z.literal('step'), text: z.string().max(2_000) }),
  openedSchema,
  z.object({ kind: z.literal('answer'), id: askIdSchema, error: appErrorDataSchema.nullable() }),
  z.object({ kind: z.literal('failed'), error: appErrorDataSchema }),
]);
export type FromApp = z.infer<typeof fromAppSchema>;
