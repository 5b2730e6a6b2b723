// STS and KMS through AWS's own SDK, and what each service says of expired and unknown keys.
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  type DecryptCommandOutput,
} from '@aws-sdk/client-kms';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand, GetDocumentCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, expect, test } from 'vitest';
import { clientConfig } from '../fixtures/client-config.ts';
import { sandboxHarness } from '../fixtures/sandbox-harness.ts';
import type { Sandbox } from '../sandbox.ts';

const harness = sandboxHarness();
let sandbox: Sandbox;
let ssm: SSMClient;

beforeEach(async () => {
  sandbox = await harness.start({ kms: true });
  ssm = new SSMClient(clientConfig(sandbox));
});

test('KMS binds a ciphertext to its encryption context', async () => {
  const kms = new KMSClient(clientConfig(sandbox));
  const answer = await ssm.send(new GetDocumentCommand({ Name: 'SSM-SessionManagerRunShell' }));
  const [KeyId] = /arn:aws:kms:[^"]+/.exec(answer.Content ?? '') ?? [];
  const context = { 'aws:ssm:SessionId': 's', 'aws:ssm:TargetId': 't' };
  const made = await kms.send(
    new GenerateDataKeyCommand({ KeyId, NumberOfBytes: 64, EncryptionContext: context }),
  );
  const open = (EncryptionContext: Record<string, string>): Promise<DecryptCommandOutput> =>
    kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, EncryptionContext }));
  expect((await open(context)).Plaintext).toEqual(made.Plaintext);
  await expect(open({ ...context, 'aws:ssm:TargetId': 'u' })).rejects.toMatchObject({
    name: 'InvalidCiphertextException',
  });
  await expect(
    kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/none', NumberOfBytes: 64 })),
  ).rejects.toMatchObject({ name: 'NotFoundException' });
  sandbox.faults.denyAction('kms:GenerateDataKey');
  await expect(kms.send(new GenerateDataKeyCommand({ KeyId, NumberOfBytes: 64 }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test('expired, renewed, unknown: the code of each service', async () => {
  const sts = new STSClient(clientConfig(sandbox));
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012' });
  sandbox.faults.expireCredentials();
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  await expect(ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({
    name: 'ExpiredTokenException',
  });
  const env = sandbox.faults.renewCredentials({ rotate: true });
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  const fresh = new STSClient(clientConfig({ ...sandbox, env }));
  expect(await fresh.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012' });
  const stranger = { ...sandbox, env: { ...env, AWS_ACCESS_KEY_ID: 'ASIASTRANGERSTRANGER' } };
  await expect(
    new STSClient(clientConfig(stranger)).send(new GetCallerIdentityCommand({})),
  ).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  await expect(
    new SSMClient(clientConfig(stranger)).send(new DescribeInstanceInformationCommand({})),
  ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  // EC2 has its own words: RequestExpired for a token past its time, AuthFailure for a key it does not know.
  const ec2 = new EC2Client(clientConfig(sandbox));
  await expect(ec2.send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'RequestExpired' });
  const strange = new EC2Client(clientConfig(stranger));
  await expect(strange.send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'AuthFailure' });
});
