// A question main asks the user while something waits for the answer.
import { z } from 'zod';
import { promptIdSchema } from './ids.ts';

export const promptSchema = z.object({
  id: promptIdSchema,
  kind: z.enum(['mfa-code', 'sign-in']),
  /** One sentence: who asks for what, e.g. "MFA code for arn:aws:iam::111122223333:mfa/anna". */
  question: z.string(),
  /** Epoch milliseconds after which nobody waits any more. */
  deadlineAt: z.number(),
});
export type Prompt = z.infer<typeof promptSchema>;
