// What the user stored: how to open a connection again. Spec only; nothing live.
import { z } from 'zod';
import { awsAccessSchema } from './aws.ts';
import { savedConnectionIdSchema, targetIdSchema } from './ids.ts';
import { connectChoiceSchema } from './route.ts';

export const savedConnectionNameSchema = z.string().trim().min(1).max(120);

export const savedConnectionSpecSchema = z.object({
  id: savedConnectionIdSchema,
  name: savedConnectionNameSchema,
  kind: z.literal('shell'),
  access: awsAccessSchema,
  targetId: targetIdSchema,
  /** Name of the target when it was saved, for people; the id decides. */
  targetName: z.string().nullable(),
  platform: z.enum(['linux', 'windows', 'macos', 'unknown']),
  how: connectChoiceSchema.prefault({}),
  createdAt: z.number(),
  lastOpenedAt: z.number().nullable(),
});
export type SavedConnectionSpec = z.infer<typeof savedConnectionSpecSchema>;

/** What the library says about itself after loading, e.g. that a damaged file was kept aside. */
export const libraryNoticeSchema = z.object({
  kind: z.enum(['damaged-kept-aside', 'restored-from-backup', 'newer-version']),
  /** Where the file was kept, absolute path. */
  keptAt: z.string().nullable(),
  message: z.string(),
});
export type LibraryNotice = z.infer<typeof libraryNoticeSchema>;
