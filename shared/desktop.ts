// Remote desktops as the window sees them: what is remembered about one, what a live one is doing, and the questions it
// asks. Passwords and keys only ever travel towards main, in answers; nothing here carries one back.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';
import { awsAccessSchema } from './aws.ts';
import { desktopIdSchema, promptIdSchema, savedConnectionIdSchema, targetIdSchema } from './ids.ts';
import {
  rdpClientIdSchema,
  rdpCommandSchema,
  rdpOptionsSchema,
  rdpPhaseSchema,
  rdpUserNameSchema,
} from './rdp.ts';
import { routeSchema } from './route.ts';
import { tunnelSnapshotSchema } from './tunnel.ts';

/** How a desktop opens: stored with a saved connection, or else by target. */
export const desktopSpecSchema = z.object({
  options: rdpOptionsSchema.prefault({}),
  /** Null: the best one found on this computer. */
  client: rdpClientIdSchema.nullable().default(null),
  /** For the client `custom`. */
  command: rdpCommandSchema.nullable().default(null),
  /** Null: the first password of the instance, which AWS has. Else this account, whose password is saved or asked for. */
  userName: rdpUserNameSchema.nullable().default(null),
});
export type DesktopSpec = z.infer<typeof desktopSpecSchema>;

/** `problem`: what was wrong with the answer before, or why the question is asked at all; null where it is plain. */
const questionShape = {
  id: promptIdSchema,
  problem: appErrorDataSchema.nullable(),
  /** Epoch milliseconds after which nobody waits any more. */
  deadlineAt: z.number(),
};
export const desktopQuestionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('key-file'), ...questionShape, keyName: z.string().nullable() }),
  z.object({ kind: z.literal('passphrase'), ...questionShape, keyName: z.string().nullable() }),
  z.object({ kind: z.literal('account'), ...questionShape, userName: rdpUserNameSchema }),
]);
export type DesktopQuestion = z.infer<typeof desktopQuestionSchema>;

/** Longer ones do not exist; bounds what a hostile page could send. */
const secretTextSchema = z.string().min(1).max(1024);

export const desktopAnswerSchema = z.discriminatedUnion('kind', [
  /** Main asks for the file with the system's own dialog; closing that leaves the question open. */
  z.object({ kind: z.literal('choose-file') }),
  z.object({ kind: z.literal('passphrase'), passphrase: secretTextSchema }),
  z.object({
    kind: z.literal('account'),
    userName: rdpUserNameSchema,
    password: secretTextSchema,
    /** `even-in-plain-text`: the person was told that the keychain does not protect it, and said yes. */
    keep: z.enum(['no', 'in-keychain', 'even-in-plain-text']),
  }),
  /** Not the key: user and password instead. */
  z.object({ kind: z.literal('use-account') }),
]);
export type DesktopAnswer = z.infer<typeof desktopAnswerSchema>;

export const desktopSnapshotSchema = z.object({
  id: desktopIdSchema,
  access: awsAccessSchema,
  targetId: targetIdSchema,
  /** What its tab and its window are called. */
  title: z.string(),
  savedConnectionId: savedConnectionIdSchema.nullable(),
  spec: desktopSpecSchema,
  /** The newest one by which it was reached; null before. */
  route: routeSchema.nullable(),
  /** That route in words, and why not by another one. */
  routeNote: z.string().nullable(),
  phase: rdpPhaseSchema,
  question: desktopQuestionSchema.nullable(),
  /** The way there, while there is one. */
  tunnel: tunnelSnapshotSchema.nullable(),
});
export type DesktopSnapshot = z.infer<typeof desktopSnapshotSchema>;

export const desktopsUpdateSchema = z.object({
  revision: z.number().int(),
  upserts: z.array(desktopSnapshotSchema),
  removes: z.array(desktopIdSchema),
});
export type DesktopsUpdate = z.infer<typeof desktopsUpdateSchema>;

/** Whose spec is meant: that of a saved connection, or the one remembered for a target. */
export const desktopPlaceSchema = z.object({
  targetId: targetIdSchema,
  savedConnectionId: savedConnectionIdSchema.nullable(),
});
export type DesktopPlace = z.infer<typeof desktopPlaceSchema>;

/** What the options sheet begins with. */
export const desktopChoicesSchema = z.object({
  spec: desktopSpecSchema,
  /** Found on this computer, best first. */
  clients: z.array(z.object({ id: rdpClientIdSchema, name: z.string(), passesPassword: z.boolean() })),
  /** Users whose password for this target is saved. */
  savedUsers: z.array(rdpUserNameSchema),
});
export type DesktopChoices = z.infer<typeof desktopChoicesSchema>;
