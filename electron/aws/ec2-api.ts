// EC2: one instance by its id.
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';
import { targetOfInstance } from './ec2-target.ts';

/** Null when EC2 does not know the id in this region. */
export async function describeInstance(
  clients: AwsClients,
  instanceId: string,
  signal: AbortSignal,
): Promise<Target | null> {
  try {
    const answer = await awsCall(
      {
        action: 'ec2:DescribeInstances',
        profileName: clients.profileName,
        region: clients.access.region,
        targetId: instanceId,
        signal,
      },
      (abortSignal) =>
        clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }), { abortSignal }),
    );
    const instances = answer.Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? [];
    const instance = instances.find((one) => one.InstanceId === instanceId);
    return instance === undefined ? null : targetOfInstance(instance, { status: 'unknown' });
  } catch (error) {
    if (error instanceof AppError && error.code === 'target/not-found') return null;
    throw error;
  }
}
