// EC2 GetPasswordData: the Administrator password of a Windows instance, encrypted for its key pair.
import { GetPasswordDataCommand } from '@aws-sdk/client-ec2';
import { AppError } from '../../shared/app-error.ts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';

export interface WindowsPasswordData {
  /** Null: AWS has none (yet). */
  readonly ciphertext: Uint8Array | null;
}

/** RSA of 16,384 bits; EC2 itself takes key pairs up to 4,096. */
const MAX_CIPHERTEXT_BYTES = 2048;

/** Needs ec2:GetPasswordData. Rejects as awsCall does. */
export async function getWindowsPasswordData(
  clients: AwsClients,
  instanceId: string,
  signal: AbortSignal,
): Promise<WindowsPasswordData> {
  const action = 'ec2:GetPasswordData';
  const answer = await awsCall(
    {
      action,
      profileName: clients.profileName,
      region: clients.access.region,
      targetId: instanceId,
      signal,
    },
    (abortSignal) =>
      clients.ec2.send(new GetPasswordDataCommand({ InstanceId: instanceId }), { abortSignal }),
  );
  // AWS wraps it in line ends.
  const text = (answer.PasswordData ?? '').replace(/\s+/g, '');
  if (text === '') return { ciphertext: null };
  const ciphertext = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || ciphertext.length > MAX_CIPHERTEXT_BYTES)
    throw new AppError('aws/service-error', 'AWS answered with password data that cannot be read.', {
      detail: action,
    });
  return { ciphertext };
}
