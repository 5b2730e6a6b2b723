// KMS encryption of a session's payloads: AES-256-GCM, wire = nonce (12) ‖ ciphertext ‖ tag (16), no extra data.
// Beside data-channel; the data key comes from SessionControl.generateDataKey. Fact sheet 5.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../shared/app-error.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Two AES-256 keys. */
export const DATA_KEY_BYTES = 2 * KEY_BYTES;

export interface KmsCipher {
  encrypt(plain: Uint8Array): Buffer;
  /** Throws AppError `ssm/encryption-failed` for bytes that were not encrypted with the other side's key. */
  decrypt(sealed: Uint8Array): Buffer;
}

export interface KmsKeys {
  readonly encryptKey: Uint8Array;
  readonly decryptKey: Uint8Array;
}

/** Splits the 64-byte data key: the first half is for agent to client, the second for client to agent. */
export function splitDataKey(plaintext: Uint8Array, side: 'client' | 'agent'): KmsKeys {
  if (plaintext.byteLength !== DATA_KEY_BYTES)
    throw new AppError('ssm/encryption-failed', 'The data key of the session has the wrong length.', {
      detail: `${plaintext.byteLength} bytes instead of ${DATA_KEY_BYTES}`,
    });
  const agentToClient = plaintext.subarray(0, KEY_BYTES);
  const clientToAgent = plaintext.subarray(KEY_BYTES);
  return side === 'client'
    ? { encryptKey: clientToAgent, decryptKey: agentToClient }
    : { encryptKey: agentToClient, decryptKey: clientToAgent };
}

export function createKmsCipher({ encryptKey, decryptKey }: KmsKeys): KmsCipher {
  return {
    encrypt(plain) {
      // Random nonces are safe for 2^32 messages; a shell sends some thousands.
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', encryptKey, nonce);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(sealed) {
      if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) throw undecipherable('too short');
      const decipher = createDecipheriv('aes-256-gcm', decryptKey, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      } catch (error) {
        throw undecipherable('the tag does not match', error);
      }
    },
  };
}

function undecipherable(why: string, cause?: unknown): AppError {
  return new AppError('ssm/encryption-failed', 'A message of the encrypted session could not be decrypted.', {
    detail: why,
    cause,
  });
}
