// KMS as awsJson (TrentService): GenerateDataKey and Decrypt. A ciphertext opens only with the encryption context it
// was made with, as in AWS; the master key lives as long as the sandbox.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ApiError, unknownActionError } from './api-error.ts';
import type { ApiCall, Authorize } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { parseInput } from './json-input.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const contextSchema = z.record(z.string(), z.string()).default({});
const generateSchema = z.object({
  KeyId: z.string().min(1).max(2048),
  NumberOfBytes: z.number().int().min(1).max(1024).optional(),
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  EncryptionContext: contextSchema,
});
const decryptSchema = z.object({
  CiphertextBlob: z.base64().max(8192),
  KeyId: z.string().optional(),
  EncryptionContext: contextSchema,
});

export class KmsKey {
  readonly #master = randomBytes(32);
  readonly arn: string;

  constructor(region: string) {
    this.arn = `arn:aws:kms:${region}:${ACCOUNT_ID}:key/3f1c8a52-6b7d-4e09-9a24-d5c0e81b7f36`;
  }

  isNamedBy(keyId: string): boolean {
    return keyId === this.arn || keyId === this.arn.slice(this.arn.indexOf('/') + 1);
  }

  encrypt(plaintext: Uint8Array, context: Readonly<Record<string, string>>): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#master, nonce).setAAD(this.#bindingOf(context));
    return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** Null when it is not ours, damaged, or made with another context. */
  decrypt(blob: Buffer, context: Readonly<Record<string, string>>): Buffer | null {
    if (blob.length < NONCE_BYTES + TAG_BYTES) return null;
    const tag = blob.subarray(blob.length - TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#master, blob.subarray(0, NONCE_BYTES))
      .setAAD(this.#bindingOf(context))
      .setAuthTag(tag);
    const opened = decipher.update(blob.subarray(NONCE_BYTES, blob.length - TAG_BYTES));
    try {
      return Buffer.concat([opened, decipher.final()]);
    } catch {
      // final() throws for nothing but a tag that does not match.
      return null;
    }
  }

  #bindingOf(context: Readonly<Record<string, string>>): Buffer {
    const sorted = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
    return Buffer.from(JSON.stringify([this.arn, sorted]));
  }
}

/** The JSON answer. Throws ApiError. */
export function callKms(call: ApiCall, input: unknown, authorize: Authorize, key: KmsKey): object {
  switch (call.action) {
    case 'GenerateDataKey':
      return generateDataKey(input, authorize, key);
    case 'Decrypt':
      return decrypt(input, authorize, key);
    default:
      throw unknownActionError('json', call.action);
  }
}

function generateDataKey(input: unknown, authorize: Authorize, key: KmsKey): object {
  const request = parseInput(generateSchema, input);
  checkKey(request.KeyId, key);
  authorize('kms:GenerateDataKey', key.arn);
  if ((request.NumberOfBytes === undefined) === (request.KeySpec === undefined))
    throw new ApiError('ValidationException', 'Please specify either number of bytes or key spec.');
  const plaintext = randomBytes(request.NumberOfBytes ?? (request.KeySpec === 'AES_128' ? 16 : 32));
  return {
    CiphertextBlob: key.encrypt(plaintext, request.EncryptionContext).toString('base64'),
    KeyId: key.arn,
    Plaintext: plaintext.toString('base64'),
  };
}

function decrypt(input: unknown, authorize: Authorize, key: KmsKey): object {
  const request = parseInput(decryptSchema, input);
  if (request.KeyId !== undefined) checkKey(request.KeyId, key);
  authorize('kms:Decrypt', key.arn);
  const plaintext = key.decrypt(Buffer.from(request.CiphertextBlob, 'base64'), request.EncryptionContext);
  // AWS gives no message with this one.
  if (plaintext === null) throw new ApiError('InvalidCiphertextException', '');
  return {
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    KeyId: key.arn,
    Plaintext: plaintext.toString('base64'),
  };
}

function checkKey(keyId: string, key: KmsKey): void {
  if (key.isNamedBy(keyId)) return;
  const arn = keyId.startsWith('arn:') ? keyId : key.arn.replace(/\/.*$/, `/${keyId}`);
  throw new ApiError('NotFoundException', `Key '${arn}' does not exist`);
}
