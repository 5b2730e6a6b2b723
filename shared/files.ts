// Files of an instance as the window sees them: what is in a folder, and what is being moved.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';
import { connectionIdSchema, transferIdSchema } from './ids.ts';

/** PATH_MAX of Linux: longer ones cannot be opened there. */
const MAX_PATH = 4096;

/** Absolute, on the instance. */
export const remotePathSchema = z
  .string()
  .max(MAX_PATH)
  .regex(/^\/[^\0]*$/, 'not an absolute path');

/** One step of a path. */
export const fileNameSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\0]+$/, 'not a name')
  .refine((name) => name !== '.' && name !== '..', 'not a name');

export const fileItemSchema = z.object({
  name: z.string(),
  /** Of a link: what it points to. */
  kind: z.enum(['file', 'folder', 'other', 'broken-link']),
  /** Where it points, as it was written; null when it is no link. */
  linkTo: z.string().nullable(),
  size: z.number(),
  /** The lower twelve bits. */
  mode: z.number().int(),
  modifiedAt: z.number().nullable(),
  owner: z.string().nullable(),
  group: z.string().nullable(),
});
export type FileItem = z.infer<typeof fileItemSchema>;

export const folderListingSchema = z.object({
  /** Absolute, without links. */
  path: z.string(),
  items: z.array(fileItemSchema),
  /** There are more than are listed. */
  cut: z.boolean(),
});
export type FolderListing = z.infer<typeof folderListingSchema>;

export const conflictAnswerSchema = z.enum(['replace', 'skip', 'keep-both']);
export type ConflictAnswer = z.infer<typeof conflictAnswerSchema>;

export const fileVersionSchema = z.object({ size: z.number(), modifiedAt: z.number().nullable() });
export type FileVersion = z.infer<typeof fileVersionSchema>;

/** Something of that name is at the destination already. */
export const fileConflictSchema = z.object({
  name: z.string(),
  /** The folder at the destination. */
  folder: z.string(),
  coming: fileVersionSchema,
  there: fileVersionSchema,
});
export type FileConflict = z.infer<typeof fileConflictSchema>;

export const transferPhaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued') }),
  /** What there is to move is looked at; `files` so far. */
  z.object({ kind: z.literal('looking') }),
  z.object({ kind: z.literal('moving') }),
  z.object({ kind: z.literal('asking'), conflict: fileConflictSchema }),
  /** The connection is away; it goes on when that is back. */
  z.object({ kind: z.literal('waiting'), reason: z.string() }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('failed'), error: appErrorDataSchema }),
]);
export type TransferPhase = z.infer<typeof transferPhaseSchema>;

export const leftOutSchema = z.object({ name: z.string(), why: z.string() });
export type LeftOut = z.infer<typeof leftOutSchema>;

export const transferSnapshotSchema = z.object({
  id: transferIdSchema,
  connectionId: connectionIdSchema,
  direction: z.enum(['up', 'down']),
  /** What was chosen: "notes.txt", "12 items". */
  title: z.string(),
  /** Where it goes. */
  destination: z.string(),
  phase: transferPhaseSchema,
  /** The file that was begun last; null before the first. */
  current: z.string().nullable(),
  totalFiles: z.number().int(),
  doneFiles: z.number().int(),
  totalBytes: z.number(),
  doneBytes: z.number(),
  bytesPerSecond: z.number(),
  /** Null when nobody can tell. */
  remainingMs: z.number().nullable(),
  /** The first of what was not moved, and why; `leftOutCount` of them in all. */
  leftOut: z.array(leftOutSchema),
  leftOutCount: z.number().int(),
});
export type TransferSnapshot = z.infer<typeof transferSnapshotSchema>;

export const transfersUpdateSchema = z.object({
  revision: z.number().int(),
  upserts: z.array(transferSnapshotSchema),
  removes: z.array(transferIdSchema),
});
export type TransfersUpdate = z.infer<typeof transfersUpdateSchema>;
