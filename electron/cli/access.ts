// Which AWS to talk to, from flags and environment, as AWS's own tools decide it.
import { AppError } from '../../shared/app-error.ts';
import { type AwsAccess, regionSchema } from '../../shared/aws.ts';
import { type AwsProfileId, awsProfileIdSchema } from '../../shared/ids.ts';
import { ENVIRONMENT_PROFILE_ID } from '../../shared/profile-ids.ts';
import type { Aws } from '../aws/aws.ts';
import type { AccessArguments } from './arguments.ts';

/** Rejects with `aws/region-missing`, `aws/profile-invalid`. */
export async function chooseAccess(
  given: AccessArguments,
  env: NodeJS.ProcessEnv,
  aws: Aws,
): Promise<AwsAccess> {
  const profileId = profileIdToUse(given, env);
  const region = given.region === null ? await aws.defaultRegion(profileId) : readRegion(given.region);
  return { profileId, region };
}

/** Throws `aws/profile-invalid`. */
export function profileIdToUse(
  given: Pick<AccessArguments, 'profile'>,
  env: NodeJS.ProcessEnv,
): AwsProfileId {
  const name = given.profile ?? (env['AWS_PROFILE'] === '' ? undefined : env['AWS_PROFILE']);
  return name === undefined ? ENVIRONMENT_PROFILE_ID : readProfileId(name);
}

function readProfileId(name: string) {
  const id = awsProfileIdSchema.safeParse(`profile:${name}`);
  if (id.success) return id.data;
  throw new AppError('aws/profile-invalid', 'The name of the AWS profile is not a usable one.');
}

function readRegion(text: string): string {
  const region = regionSchema.safeParse(text);
  if (region.success) return region.data;
  throw new AppError('aws/region-missing', `"${text}" is not an AWS region.`, {
    detail: 'A region looks like eu-west-1.',
  });
}
