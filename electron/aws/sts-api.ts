// STS: who these credentials belong to.
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';

export interface CallerIdentity {
  readonly accountId: string | null;
  readonly arn: string | null;
}

export async function getCallerIdentity(clients: AwsClients, signal: AbortSignal): Promise<CallerIdentity> {
  const answer = await awsCall(
    {
      action: 'sts:GetCallerIdentity',
      profileName: clients.profileName,
      region: clients.access.region,
      signal,
    },
    (abortSignal) => clients.sts.send(new GetCallerIdentityCommand({}), { abortSignal }),
  );
  return { accountId: answer.Account ?? null, arn: answer.Arn ?? null };
}
