// Encrypts and decrypts the payloads of one session, once KMS encryption is on; passes them through before.
// Between data-channel and those who read and write payloads. Which types are encrypted: fact sheet 5.
import { createKmsCipher, type KmsCipher, splitDataKey } from './kms-cipher.ts';
import { PAYLOAD_TYPE } from './payloads.ts';

const SEALED: ReadonlySet<number> = new Set([
  PAYLOAD_TYPE.output,
  PAYLOAD_TYPE.stdErr,
  PAYLOAD_TYPE.exitCode,
]);

export class PayloadSeal {
  #cipher: KmsCipher | null = null;
  #on = false;

  /** Takes the key; `challenge` works from here on, payloads follow with `turnOn`. */
  useKey(dataKey: Uint8Array): void {
    this.#cipher = createKmsCipher(splitDataKey(dataKey, 'client'));
  }

  turnOn(): void {
    this.#on = this.#cipher !== null;
  }

  /** The agent's challenge, opened with its key and sealed with ours. Throws `ssm/encryption-failed`. */
  answerChallenge(challenge: Uint8Array): Buffer {
    if (this.#cipher === null) return Buffer.from(challenge);
    return this.#cipher.encrypt(this.#cipher.decrypt(challenge));
  }

  /** For the wire. Only Output is encrypted from client to agent. */
  seal(payloadType: number, payload: Uint8Array): Uint8Array {
    if (!this.#on || this.#cipher === null || payloadType !== PAYLOAD_TYPE.output) return payload;
    return this.#cipher.encrypt(payload);
  }

  /** From the wire. Throws `ssm/encryption-failed`. */
  open(payloadType: number, payload: Uint8Array): Uint8Array {
    if (!this.#on || this.#cipher === null || !SEALED.has(payloadType)) return payload;
    return this.#cipher.decrypt(payload);
  }
}
