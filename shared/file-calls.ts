// The calls about files of an instance: looking, moving, changing. Part of the contract.
import { z } from 'zod';
import {
  conflictAnswerSchema,
  fileNameSchema,
  folderListingSchema,
  remotePathSchema,
  transfersUpdateSchema,
} from './files.ts';
import { connectionIdSchema, transferIdSchema } from './ids.ts';

const nothing = z.null();
const folderPlace = { connectionId: connectionIdSchema, folder: remotePathSchema };
/** So many can be chosen in a list at once. */
const chosenNames = z.array(fileNameSchema).min(1).max(100_000);

export const FILE_CALLS = {
  /** `folder` null: where the user begins. */
  'files.list': {
    input: z.object({ connectionId: connectionIdSchema, folder: remotePathSchema.nullable() }),
    output: folderListingSchema,
  },
  'files.make-folder': { input: z.object({ ...folderPlace, name: fileNameSchema }), output: nothing },
  'files.rename': {
    input: z.object({ ...folderPlace, from: fileNameSchema, to: fileNameSchema }),
    output: nothing,
  },
  /** Folders with all that is in them; links are removed, not followed. The window has asked before. */
  'files.remove': { input: z.object({ ...folderPlace, names: chosenNames }), output: nothing },
  /** The lower nine bits: who may read, write and run it. */
  'files.set-mode': {
    input: z.object({ ...folderPlace, name: fileNameSchema, mode: z.number().int().min(0).max(0o777) }),
    output: nothing,
  },
  /** Dropped onto the window: main's word for it, from the bridge's `takeDrop`. The transfer arrives as `transfers.update`. */
  'files.upload': {
    input: z.strictObject({ ...folderPlace, grant: z.uuid() }),
    output: nothing,
  },
  /** Asks with the system's dialog what to upload; nothing happens when it is closed. */
  'files.choose-upload': {
    input: z.object({ ...folderPlace, what: z.enum(['files', 'folder']) }),
    output: nothing,
  },
  /** Asks with the system's dialog where to; nothing happens when it is closed. */
  'files.download': { input: z.object({ ...folderPlace, names: chosenNames }), output: nothing },

  /** All transfers; `revision` is that of the newest update it includes. */
  'transfers.snapshot': { input: nothing, output: transfersUpdateSchema },
  'transfers.answer': {
    input: z.object({ transferId: transferIdSchema, answer: conflictAnswerSchema, forAll: z.boolean() }),
    output: nothing,
  },
  /** Answers when what had arrived of the file under way is removed. */
  'transfers.cancel': { input: z.object({ transferId: transferIdSchema }), output: nothing },
  /** Out of the list, when it is over. */
  'transfers.dismiss': { input: z.object({ transferId: transferIdSchema }), output: nothing },
} as const;
