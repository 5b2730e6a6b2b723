// A question main asks the user while something waits for the answer.
import { z } from 'zod';
import { promptIdSchema } from './ids.ts';

export const promptSchema = z.object({
  id: promptIdSchema,
  /**
   * `mfa-code`, `passphrase`, `password`: one line, never shown while it is typed. `ssh-question`: the target's own
   * question, answered with one line (see `echo`). `host-key`: `yes`, or null for no. `sign-in`: anything;
   * `sso-sign-in`: the same, and the app signs in itself then.
   */
  kind: z.enum(['mfa-code', 'sign-in', 'sso-sign-in', 'passphrase', 'password', 'ssh-question', 'host-key']),
  /** One sentence: who asks for what, e.g. "MFA code for arn:aws:iam::111122223333:mfa/anna". */
  question: z.string(),
  /** What is needed to answer it, several lines perhaps: a fingerprint, the target's own words. */
  detail: z.string().nullable(),
  /** Whether the answer may be seen while it is typed. */
  echo: z.boolean(),
  /** Epoch milliseconds after which nobody waits any more. */
  deadlineAt: z.number(),
});
export type Prompt = z.infer<typeof promptSchema>;
