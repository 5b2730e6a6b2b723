// The calls about saved connections; part of the contract.
import { z } from 'zod';
import { savedConnectionIdSchema } from './ids.ts';
import { connectChoiceSchema } from './route.ts';
import {
  libraryNoticeSchema,
  newSavedConnectionSchema,
  savedConnectionNameSchema,
  savedConnectionSpecSchema,
} from './saved-connection.ts';

const nothing = z.null();
const one = z.object({ savedConnectionId: savedConnectionIdSchema });

export const librarySnapshotSchema = z.object({
  revision: z.number().int(),
  connections: z.array(savedConnectionSpecSchema),
  notice: libraryNoticeSchema.nullable(),
});
export type LibrarySnapshot = z.infer<typeof librarySnapshotSchema>;

export const LIBRARY_CALLS = {
  'library.snapshot': { input: nothing, output: librarySnapshotSchema },
  'library.save': { input: newSavedConnectionSchema, output: one },
  'library.rename': { input: one.extend({ name: savedConnectionNameSchema }), output: nothing },
  /** How it is opened from now on. */
  'library.set-how': { input: one.extend({ how: connectChoiceSchema }), output: nothing },
  'library.set-favourite': { input: one.extend({ isFavourite: z.boolean() }), output: nothing },
  'library.remove': { input: one, output: nothing },
  'library.dismiss-notice': { input: nothing, output: nothing },
} as const;
