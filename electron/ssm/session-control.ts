// What the SSM engine needs from AWS, handed to it by connection/: it never fetches credentials itself.
import type { Secret } from '../base/secret.ts';

/** The answer of StartSession. */
export interface SessionGrant {
  readonly sessionId: string;
  /** Single use, valid only long enough to open one data channel. */
  readonly tokenValue: Secret<string>;
  /** Presigned or not, it is treated as a secret in logs; see ssm/stream-url.ts for which hosts are accepted. */
  readonly streamUrl: string;
}

/** The answer of ResumeSession. Null: the address stays as it was (AWS's own client ignored the new one for years). */
export interface ResumedGrant extends Omit<SessionGrant, 'streamUrl'> {
  readonly streamUrl: string | null;
}

export interface DataKey {
  /** 64 bytes: the first 32 decrypt what the agent sends, the last 32 encrypt what the client sends. */
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Every method uses credentials that are fresh at the time of the call. */
export interface SessionControl {
  /** A new grant for a live session; null when AWS says that the session is gone. */
  resume(sessionId: string, signal: AbortSignal): Promise<ResumedGrant | null>;
  terminate(sessionId: string, signal: AbortSignal): Promise<void>;
  /** SigV4 headers for the GET upgrade (service `ssmmessages`, empty body hash); empty when the URL is presigned. */
  signUpgrade(url: URL, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** KMS GenerateDataKey, 64 bytes. */
  generateDataKey(
    request: { readonly keyId: string; readonly encryptionContext: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<DataKey>;
}
