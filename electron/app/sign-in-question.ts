// What is asked when tunnels wait for somebody to sign in.
import type { AppError } from '../../shared/app-error.ts';
import type { AwsProfileId } from '../../shared/ids.ts';

export function signInQuestion(profileId: AwsProfileId, error: AppError): string {
  const why = error.detail === null ? error.message : `${error.message} ${error.detail}`;
  return `Tunnels with the AWS profile ${profileId.replace(/^profile:/, '')} wait for you to sign in. ${why}`;
}
