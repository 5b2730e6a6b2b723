// KMS: the data key that encrypts a session's bytes when the account asks for it (facts: ssm-session-protocol 5).
import { GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { AppError } from '../../shared/app-error.ts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';

/** Fits the SSM engine's DataKey. */
export interface DataKey {
  /** 64 bytes. */
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** 32 bytes for each direction. */
const DATA_KEY_BYTES = 64;

export async function generateDataKey(
  clients: AwsClients,
  request: { readonly keyId: string; readonly encryptionContext: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<DataKey> {
  const answer = await awsCall(
    {
      action: 'kms:GenerateDataKey',
      profileName: clients.profileName,
      region: clients.access.region,
      signal,
    },
    (abortSignal) =>
      clients.kms.send(
        new GenerateDataKeyCommand({
          KeyId: request.keyId,
          NumberOfBytes: DATA_KEY_BYTES,
          EncryptionContext: { ...request.encryptionContext },
        }),
        { abortSignal },
      ),
  );
  const { Plaintext: plaintext, CiphertextBlob: ciphertext } = answer;
  if (plaintext?.byteLength !== DATA_KEY_BYTES || ciphertext === undefined || ciphertext.byteLength === 0) {
    throw new AppError('ssm/encryption-failed', 'KMS gave no usable key for the session.');
  }
  return { plaintext, ciphertext };
}
