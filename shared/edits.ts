// Files of an instance that are open in a program of this computer, as the window sees them.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';
import { awsAccessSchema } from './aws.ts';
import { fileNameSchema, fileVersionSchema, remotePathSchema } from './files.ts';
import { connectionIdSchema, editIdSchema, targetIdSchema } from './ids.ts';

/** Where an edited file belongs: an edit outlives the tab that it was begun in, and goes on over any to the same place. */
export const editPlaceSchema = z.object({
  access: awsAccessSchema,
  targetId: targetIdSchema,
  /** Who signed in. */
  user: z.string().min(1).max(256),
  /** What people call the target. */
  targetTitle: z.string(),
});
export type EditPlace = z.infer<typeof editPlaceSchema>;

export const editPhaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fetching'), doneBytes: z.number(), totalBytes: z.number() }),
  /** What is here is on the instance. */
  z.object({ kind: z.literal('editing') }),
  z.object({ kind: z.literal('uploading') }),
  /** Something was saved, and the connection is away. */
  z.object({ kind: z.literal('waiting'), reason: z.string() }),
  /** Something was saved, and somebody else has changed the file on the instance; null: it is gone there. */
  z.object({ kind: z.literal('asking'), there: fileVersionSchema.nullable() }),
  /** What was saved could not be uploaded. */
  z.object({ kind: z.literal('failed'), error: appErrorDataSchema }),
  /** Left by a run of the app that ended before it was uploaded; nothing happens until somebody says so. */
  z.object({ kind: z.literal('kept') }),
]);
export type EditPhase = z.infer<typeof editPhaseSchema>;

export const editSnapshotSchema = z.object({
  id: editIdSchema,
  place: editPlaceSchema,
  /** On the instance. */
  path: z.string(),
  /** On this computer. */
  file: z.string(),
  phase: editPhaseSchema,
  /** When a save was uploaded last, epoch milliseconds; null: none yet. */
  uploadedAt: z.number().nullable(),
});
export type EditSnapshot = z.infer<typeof editSnapshotSchema>;

const editsSchema = z.array(editSnapshotSchema);

export const editAnswerSchema = z.enum(['overwrite', 'keep-both', 'discard']);
export type EditAnswer = z.infer<typeof editAnswerSchema>;

const nothing = z.null();
const which = { editId: editIdSchema };

/** The calls about them. Part of the contract. */
export const EDIT_CALLS = {
  /** Fetches a file and opens it. Answers when it is open in the program. */
  'edits.begin': {
    input: z.object({ connectionId: connectionIdSchema, folder: remotePathSchema, name: fileNameSchema }),
    output: nothing,
  },
  'edits.list': { input: nothing, output: editsSchema },
  /** Once more in the program. */
  'edits.open': { input: z.object(which), output: nothing },
  /** In the system's file manager. */
  'edits.reveal': { input: z.object(which), output: nothing },
  'edits.answer': { input: z.object({ ...which, answer: editAnswerSchema }), output: nothing },
  /** Uploads what was saved: after a failure, or what was kept. */
  'edits.upload': { input: z.object(which), output: nothing },
  /** The copy here is deleted. `refuse`: fails with `files/unsaved-edit` when it holds more than the instance has. */
  'edits.stop': { input: z.object({ ...which, unsaved: z.enum(['refuse', 'discard']) }), output: nothing },
} as const;
