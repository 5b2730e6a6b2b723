// AssumeRole and AssumeRoleWithWebIdentity for the SDK's credential providers, over our own STS clients.
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type Credentials,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AppError } from '../../shared/app-error.ts';
import { awsCall } from './aws-call.ts';

export interface RoleAssumers {
  readonly roleAssumer: (
    source: AwsCredentialIdentity,
    params: AssumeRoleCommandInput,
  ) => Promise<AwsCredentialIdentity>;
  readonly roleAssumerWithWebIdentity: (
    params: AssumeRoleWithWebIdentityCommandInput,
  ) => Promise<AwsCredentialIdentity>;
}

/** `config` carries region, request handler and endpoint; the credentials of each step come from the chain. */
export function makeRoleAssumers(
  config: STSClientConfig & { readonly region: string },
  profileName: string | null,
  signal: AbortSignal,
): RoleAssumers {
  const context = { profileName, region: config.region, signal };
  return {
    async roleAssumer(source, params) {
      const client = new STSClient({ ...config, credentials: source });
      const answer = await awsCall({ ...context, action: 'sts:AssumeRole' }, (abortSignal) =>
        client.send(new AssumeRoleCommand(params), { abortSignal }),
      );
      return toIdentity(answer.Credentials, params.RoleArn);
    },
    async roleAssumerWithWebIdentity(params) {
      // This call is not signed: the token speaks for itself.
      const client = new STSClient({
        ...config,
        credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      });
      const answer = await awsCall({ ...context, action: 'sts:AssumeRoleWithWebIdentity' }, (abortSignal) =>
        client.send(new AssumeRoleWithWebIdentityCommand(params), { abortSignal }),
      );
      return toIdentity(answer.Credentials, params.RoleArn);
    },
  };
}

function toIdentity(answer: Credentials | undefined, roleArn: string | undefined): AwsCredentialIdentity {
  if (answer?.AccessKeyId === undefined || answer.SecretAccessKey === undefined) {
    throw new AppError('aws/service-error', `STS gave no credentials for ${roleArn ?? 'the role'}.`);
  }
  return {
    accessKeyId: answer.AccessKeyId,
    secretAccessKey: answer.SecretAccessKey,
    ...(answer.SessionToken === undefined ? {} : { sessionToken: answer.SessionToken }),
    ...(answer.Expiration === undefined ? {} : { expiration: answer.Expiration }),
  };
}
