// Files of an instance that are dragged out of the window, as the window sees them. There is one drag at a time.
import { z } from 'zod';
import { fileNameSchema, remotePathSchema } from './files.ts';
import { connectionIdSchema, dragIdSchema } from './ids.ts';

export const dragSnapshotSchema = z.object({
  id: dragIdSchema,
  connectionId: connectionIdSchema,
  /** What was chosen: "notes.txt", "12 items". */
  title: z.string(),
  phase: z.enum([
    /** Being fetched, and the mouse button is down still: the system's drag begins when they are here. */
    'held',
    /** Being fetched; the person has let go. */
    'fetching',
    /** They are here and wait to be dragged. */
    'ready',
    /** The system drags them. Where it does not tell when that is over, it is `handed` at once. */
    'dragging',
    /** They were dragged; whether something took them nobody says, so that they can be dragged again. */
    'handed',
    /** Being moved to a folder that the person chose. */
    'saving',
  ]),
});
export type DragSnapshot = z.infer<typeof dragSnapshotSchema>;

const nothing = z.null();
const which = { dragId: dragIdSchema };

/** The calls about them. Part of the contract. */
export const DRAG_CALLS = {
  /** Fetches them, with the button down. Answers when that is under way; it takes the place of the drag before. */
  'drags.begin': {
    input: z.object({
      connectionId: connectionIdSchema,
      folder: remotePathSchema,
      names: z.array(fileNameSchema).min(1).max(10_000),
    }),
    output: nothing,
  },
  /** The button is up: what is being fetched is not to be dragged by itself. */
  'drags.released': { input: nothing, output: nothing },
  /** Now, with the button down. Answers when the system says that the drag is over. */
  'drags.start': { input: z.object(which), output: nothing },
  /** Asks with the system's dialog where to; nothing happens when it is closed. */
  'drags.save': { input: z.object(which), output: nothing },
  /** Out of the list. What was never dragged is deleted here. */
  'drags.discard': { input: z.object(which), output: nothing },
  'drags.current': { input: nothing, output: dragSnapshotSchema.nullable() },
} as const;
