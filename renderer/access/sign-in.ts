// Begins a sign-in at IAM Identity Center; what is under way is shown by prompts/sign-in-progress.tsx.
import type { AwsProfileId } from '../../shared/ids.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';

/** `then`: what had failed for want of it. Cancelled by the person: nothing more is said. */
export function startSignIn(profileId: AwsProfileId, then?: () => void): void {
  call('sign-ins.start', { profileId }).then(
    () => then?.(),
    (thrown: unknown) => {
      if (toErrorData(thrown).code !== 'cancelled') reportError(thrown);
    },
  );
}
