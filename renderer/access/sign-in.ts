// Begins a sign-in at IAM Identity Center; what is under way is shown by prompts/sign-in-progress.tsx.
import type { AwsProfileId } from '../../shared/ids.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { ERROR_TEXTS } from '../errors/error-text.ts';
import { reportError } from '../stores/notices.ts';

/** `then`: what had failed for want of it. Cancelled by the person: nothing more is said. */
export function startSignIn(profileId: AwsProfileId, then?: () => void): void {
  call('sign-ins.start', { profileId }).then(
    () => then?.(),
    (thrown: unknown) => {
      const again = (): void => {
        startSignIn(profileId, then);
      };
      // A card that offers to sign in does what was wanted afterwards; any other tries to sign in once more.
      const offersIt = ERROR_TEXTS[toErrorData(thrown).code].action === 'sign-in';
      reportError(thrown, { profileId, onRetry: offersIt ? () => then?.() : again });
    },
  );
}
