// EC2 Instance Connect: hands a public key to an instance, or to its serial console, for 60 seconds (fact sheet 2).
// That AWS took it says nothing about what the instance's SSH makes of it.
import {
  SendSerialConsoleSSHPublicKeyCommand,
  SendSSHPublicKeyCommand,
} from '@aws-sdk/client-ec2-instance-connect';
import { AppError } from '../../shared/app-error.ts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';

/** AWS's own bound; longer names cannot be pushed to. */
const MAX_USER_LENGTH = 32;

export interface KeyPush {
  readonly instanceId: string;
  readonly user: string;
  /** OpenSSH's one line: `ssh-ed25519 AAAA…`. Ed25519 or RSA; AWS takes no other. */
  readonly publicKeyLine: string;
}

/** Needs ec2-instance-connect:SendSSHPublicKey. Rejects with AppError: `eic/…`, `target/…`, `aws/…`. */
export async function sendSshPublicKey(
  clients: AwsClients,
  { instanceId, user, publicKeyLine }: KeyPush,
  signal: AbortSignal,
): Promise<void> {
  if (user.length > MAX_USER_LENGTH)
    throw new AppError('eic/push-refused', 'EC2 Instance Connect takes user names of 32 characters at most.');
  const answer = await awsCall(context(clients, 'SendSSHPublicKey', instanceId, signal), (abortSignal) =>
    clients.instanceConnect.send(
      new SendSSHPublicKeyCommand({
        InstanceId: instanceId,
        InstanceOSUser: user,
        SSHPublicKey: publicKeyLine,
      }),
      { abortSignal },
    ),
  );
  if (answer.Success !== true) throw notTaken(answer.RequestId);
}

/** Needs ec2-instance-connect:SendSerialConsoleSSHPublicKey. Rejects also with `serial/…`. */
export async function sendSerialConsoleSshPublicKey(
  clients: AwsClients,
  { instanceId, publicKeyLine }: Omit<KeyPush, 'user'>,
  signal: AbortSignal,
): Promise<void> {
  const answer = await awsCall(
    context(clients, 'SendSerialConsoleSSHPublicKey', instanceId, signal),
    (abortSignal) =>
      clients.instanceConnect.send(
        new SendSerialConsoleSSHPublicKeyCommand({
          InstanceId: instanceId,
          // There is no other port.
          SerialPort: 0,
          SSHPublicKey: publicKeyLine,
        }),
        { abortSignal },
      ),
  );
  if (answer.Success !== true) throw notTaken(answer.RequestId);
}

function notTaken(requestId: string | undefined): AppError {
  return new AppError('eic/push-refused', 'EC2 Instance Connect did not take the key.', {
    detail: requestId === undefined ? null : `Request id ${requestId.slice(0, 100)}`,
  });
}

function context(clients: AwsClients, operation: string, targetId: string, signal: AbortSignal) {
  return {
    action: `ec2-instance-connect:${operation}`,
    profileName: clients.profileName,
    region: clients.access.region,
    targetId,
    signal,
  };
}
