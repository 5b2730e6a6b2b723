// EC2 GetConsoleOutput: what a machine printed on its serial port while it started, up to 64 KB.
import { GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';

/** 64 KB as base64, with room. */
const MAX_BASE64_CHARACTERS = 256 * 1024;

/** Empty when AWS has none (yet). Needs ec2:GetConsoleOutput; rejects as awsCall does. */
export async function getConsoleOutput(
  clients: AwsClients,
  instanceId: string,
  signal: AbortSignal,
): Promise<string> {
  const answer = await awsCall(
    {
      action: 'ec2:GetConsoleOutput',
      profileName: clients.profileName,
      region: clients.access.region,
      targetId: instanceId,
      signal,
    },
    (abortSignal) =>
      clients.ec2.send(new GetConsoleOutputCommand({ InstanceId: instanceId }), { abortSignal }),
  );
  return Buffer.from((answer.Output ?? '').slice(0, MAX_BASE64_CHARACTERS), 'base64').toString('utf8');
}
