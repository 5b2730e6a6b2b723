// KMS encryption as the agent does it (fact sheet 5): the data key comes encrypted from the client, KMS opens it, its
// first half encrypts what the agent sends, its second half decrypts what the client sends.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { JSON_CONTENT_TYPE } from '../api/api-error.ts';
import { AgentFailure } from './agent-failure.ts';
import { signedPost, type AgentIdentity } from './signed-call.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

const decryptedSchema = z.object({ Plaintext: z.base64() });
const refusedSchema = z.object({ __type: z.string(), message: z.string().optional() });

export class AgentCipher {
  readonly #sendKey: Buffer;
  readonly #receiveKey: Buffer;
  readonly #nonce = randomBytes(NONCE_BYTES);

  constructor(dataKey: Buffer) {
    this.#sendKey = dataKey.subarray(0, KEY_BYTES);
    this.#receiveKey = dataKey.subarray(KEY_BYTES, 2 * KEY_BYTES);
  }

  /** nonce || ciphertext || tag */
  encrypt(plaintext: Uint8Array): Buffer {
    const nonce = this.#nextNonce();
    const cipher = createCipheriv('aes-256-gcm', this.#sendKey, nonce);
    return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws AgentFailure when it was not encrypted with the client's half of the key. */
  decrypt(wire: Uint8Array): Buffer {
    if (wire.length < NONCE_BYTES + TAG_BYTES) throw new AgentFailure('cipher: message too short');
    const nonce = wire.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#receiveKey, nonce);
    decipher.setAuthTag(wire.subarray(wire.length - TAG_BYTES));
    const opened = decipher.update(wire.subarray(NONCE_BYTES, wire.length - TAG_BYTES));
    try {
      return Buffer.concat([opened, decipher.final()]);
    } catch {
      // final() throws for nothing but a tag that does not match.
      throw new AgentFailure('cipher: message authentication failed');
    }
  }

  // A random start, then counted up as three little-endian 32-bit words.
  #nextNonce(): Buffer {
    const nonce = Buffer.from(this.#nonce);
    for (let at = 0; at < NONCE_BYTES; at += 4) {
      const word = (this.#nonce.readUInt32LE(at) + 1) >>> 0;
      this.#nonce.writeUInt32LE(word, at);
      if (word !== 0) break;
    }
    return nonce;
  }
}

/** Asks KMS, over the API and with the agent's own credentials. Throws AgentFailure with the real agent's words. */
export async function openDataKey(
  identity: AgentIdentity,
  keyId: string,
  ciphertext: string,
  encryptionContext: Readonly<Record<string, string>>,
): Promise<AgentCipher> {
  const body = JSON.stringify({
    CiphertextBlob: ciphertext,
    KeyId: keyId,
    EncryptionContext: encryptionContext,
  });
  const headers = { 'content-type': JSON_CONTENT_TYPE, 'x-amz-target': 'TrentService.Decrypt' };
  const answer = await signedPost(identity, '/', 'kms', headers, body);
  const json: unknown = JSON.parse(answer.body);
  if (answer.status !== 200) {
    const refused = refusedSchema.parse(json);
    throw new AgentFailure(
      `Fetching data key failed: Unable to retrieve data key, Error when decrypting data key ${refused.__type}: ${refused.message ?? ''}`,
    );
  }
  const dataKey = Buffer.from(decryptedSchema.parse(json).Plaintext, 'base64');
  if (dataKey.length !== 2 * KEY_BYTES)
    throw new AgentFailure(`Fetching data key failed: the data key has ${dataKey.length} bytes`);
  return new AgentCipher(dataKey);
}
