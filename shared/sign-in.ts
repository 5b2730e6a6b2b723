// Signing in to IAM Identity Center from the window: what is under way, and the calls about it.
import { z } from 'zod';
import { awsProfileIdSchema } from './ids.ts';

const nothing = z.null();

export const signInSnapshotSchema = z.object({
  /** The profile whose user asked first; others of the same session wait with it. */
  profileId: awsProfileIdSchema,
  /** `corp` of `[sso-session corp]`, or the host of the start URL. */
  session: z.string(),
  phase: z.discriminatedUnion('kind', [
    /** AWS is asked which page to show. */
    z.object({ kind: z.literal('starting') }),
    /** The page is in the browser. `userCode`: what it must show, where something is to be compared. */
    z.object({ kind: z.literal('page-open'), userCode: z.string().nullable(), endsAt: z.number() }),
  ]),
});
export type SignInSnapshot = z.infer<typeof signInSnapshotSchema>;

export const SIGN_IN_CALLS = {
  /** All that are under way, also those that main began by itself. */
  'sign-ins.list': { input: nothing, output: z.array(signInSnapshotSchema) },
  /** Answers when somebody has signed in; joins a sign-in of the same session. */
  'sign-ins.start': { input: z.object({ profileId: awsProfileIdSchema }), output: nothing },
  /** Gives it up for all who wait for it. */
  'sign-ins.cancel': { input: z.object({ profileId: awsProfileIdSchema }), output: nothing },
  /** Opens the page once more; `clipboard` puts its address on the clipboard instead. */
  'sign-ins.page': {
    input: z.object({ profileId: awsProfileIdSchema, to: z.enum(['browser', 'clipboard']) }),
    output: nothing,
  },
} as const;
