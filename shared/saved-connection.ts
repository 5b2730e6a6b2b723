// What the user stored: how to open a connection again. Spec only; nothing live.
import { z } from 'zod';
import { awsAccessSchema } from './aws.ts';
import { desktopSpecSchema } from './desktop.ts';
import { savedConnectionIdSchema, targetIdSchema } from './ids.ts';
import { connectChoiceSchema } from './route.ts';

export const savedConnectionNameSchema = z.string().trim().min(1).max(120);
const platformSchema = z.enum(['linux', 'windows', 'macos', 'unknown']);

const savedSchema = z.object({
  id: savedConnectionIdSchema,
  name: savedConnectionNameSchema,
  access: awsAccessSchema,
  targetId: targetIdSchema,
  /** Name of the target when it was saved, for people; the id decides. */
  targetName: z.string().nullable(),
  platform: platformSchema,
  how: connectChoiceSchema.prefault({}),
  /** First in the list, and in the tray. */
  isFavourite: z.boolean().default(false),
  createdAt: z.number(),
  lastOpenedAt: z.number().nullable(),
});

export const savedConnectionSpecSchema = z.discriminatedUnion('kind', [
  savedSchema.extend({ kind: z.literal('shell') }),
  savedSchema.extend({ kind: z.literal('desktop'), desktop: desktopSpecSchema }),
]);
export type SavedConnectionSpec = z.infer<typeof savedConnectionSpecSchema>;

/** What the window says when one is to be saved; main adds the rest. */
export const newSavedConnectionSchema = z.object({
  name: savedConnectionNameSchema,
  /** A desktop begins with what is remembered for its target. */
  kind: z.enum(['shell', 'desktop']).default('shell'),
  access: awsAccessSchema,
  targetId: targetIdSchema,
  targetName: z.string().max(300).nullable(),
  platform: platformSchema,
  how: connectChoiceSchema.prefault({}),
  isFavourite: z.boolean().default(false),
  /** For a desktop that was there before (undo); null: as remembered for the target. */
  desktop: desktopSpecSchema.nullable().default(null),
});
export type NewSavedConnection = z.output<typeof newSavedConnectionSchema>;

/** What the library says about itself after loading, e.g. that a damaged file was kept aside. */
export const libraryNoticeSchema = z.object({
  kind: z.enum(['damaged-kept-aside', 'restored-from-backup', 'newer-version']),
  /** Where the file was kept, absolute path. */
  keptAt: z.string().nullable(),
  message: z.string(),
});
export type LibraryNotice = z.infer<typeof libraryNoticeSchema>;
