// Whether a shell finds the `sallyport` command that the app brings along, and how.
import { z } from 'zod';

export const commandLinkStateSchema = z.discriminatedUnion('kind', [
  /** `checkout`: `npx sallyport` is the command. `app-image`: its files lie somewhere else at each start. */
  z.object({ kind: z.literal('unavailable'), why: z.enum(['checkout', 'app-image']) }),
  /** Windows: the folder to put into PATH. */
  z.object({ kind: z.literal('by-folder'), folder: z.string() }),
  z.object({ kind: z.literal('off'), link: z.string() }),
  z.object({
    kind: z.literal('on'),
    /** Absolute. */
    link: z.string(),
    /** Whether shells look in its folder, as far as the app's own PATH tells. */
    found: z.enum(['in-path', 'not-in-path']),
  }),
]);
export type CommandLinkState = z.infer<typeof commandLinkStateSchema>;
