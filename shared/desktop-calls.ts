// The calls about remote desktops; part of the contract.
import { z } from 'zod';
import { awsAccessSchema } from './aws.ts';
import {
  desktopAnswerSchema,
  desktopChoicesSchema,
  desktopPlaceSchema,
  desktopSpecSchema,
  desktopsUpdateSchema,
} from './desktop.ts';
import { desktopIdSchema, promptIdSchema, savedConnectionIdSchema, targetIdSchema } from './ids.ts';
import { rdpUserNameSchema } from './rdp.ts';

const nothing = z.null();
const one = z.object({ desktopId: desktopIdSchema });

export const DESKTOP_CALLS = {
  /** All live desktops and those that ended and were not forgotten. */
  'desktops.snapshot': { input: nothing, output: desktopsUpdateSchema },
  /** Answers at once with the id; phases and questions arrive as `desktops.update`. */
  'desktops.open': {
    input: z.object({
      access: awsAccessSchema,
      targetId: targetIdSchema,
      title: z.string().min(1).max(200),
      savedConnectionId: savedConnectionIdSchema.nullable(),
    }),
    output: one,
  },
  /** Cancels at any step; an open desktop is closed. It stays listed until forgotten. */
  'desktops.close': { input: one, output: nothing },
  /** Closes and removes it: the tab has gone. */
  'desktops.forget': { input: one, output: nothing },
  /** Somebody signed in or mended something: the tunnel of an open desktop tries now. */
  'desktops.retry': { input: one, output: nothing },
  /** The whole way again, with what is stored by now. */
  'desktops.reconnect': {
    input: one.extend({
      /** `take-new`: the person has looked into it, the next certificate is remembered instead. */
      certificate: z.enum(['as-known', 'take-new']),
      /** `ask`: for user and password, whatever is saved. */
      signIn: z.enum(['as-before', 'ask']),
    }),
    output: nothing,
  },
  'desktops.rename': {
    input: one.extend({ title: z.string().trim().min(1).max(200) }),
    output: nothing,
  },
  /** Refused with `library/keychain-…` when the password cannot be kept as asked: the question then stays open. */
  'desktops.answer': {
    input: one.extend({ questionId: promptIdSchema, answer: desktopAnswerSchema }),
    output: nothing,
  },
  /** Asks with the system's dialog where to; `path` null when it was closed. Refused while there is no tunnel. */
  'desktops.save-file': { input: one, output: z.object({ path: z.string().nullable() }) },
  /** For clients that take no password: onto the clipboard, and off it again after a while. */
  'desktops.copy-password': { input: one, output: z.object({ clearedAfterMs: z.number() }) },
  'desktops.choices': { input: desktopPlaceSchema, output: desktopChoicesSchema },
  'desktops.change-spec': {
    input: z.object({ place: desktopPlaceSchema, spec: desktopSpecSchema }),
    output: nothing,
  },
  'desktops.forget-password': {
    input: z.object({ targetId: targetIdSchema, userName: rdpUserNameSchema }),
    output: nothing,
  },
} as const;
