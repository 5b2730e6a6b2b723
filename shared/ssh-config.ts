// Whether other SSH programs know our targets by name, and how.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';

export const sshConfigStateSchema = z.discriminatedUnion('kind', [
  /** This build has no command line that they could start. */
  z.object({ kind: z.literal('unavailable') }),
  z.object({ kind: z.literal('off') }),
  z.object({
    kind: z.literal('on'),
    /** The file that we write, absolute. */
    file: z.string(),
    /** What saved connections are called there. */
    hosts: z.array(z.string()),
    /** Those that a host of the user's own configuration is called, and that are not written therefore. */
    leftOut: z.array(z.string()),
    /** Why the last change of the saved connections did not get there. */
    problem: appErrorDataSchema.nullable(),
  }),
]);
export type SshConfigState = z.infer<typeof sshConfigStateSchema>;
