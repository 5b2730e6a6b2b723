// Who signs in: the kinds of proof a user can give, and the one that exists for one sign-in only.
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Secret } from '../base/secret.ts';
import type { KeyAgent } from './key-agent.ts';
import { publicKeyLineOf } from './public-key-line.ts';

/** A key pair that never leaves memory; pushed with EC2 Instance Connect. */
export interface EphemeralIdentity {
  readonly kind: 'ephemeral';
  /** OpenSSH's one line, without a comment. */
  readonly publicKeyLine: string;
  readonly privateKey: Secret<KeyObject>;
}

/** `push`: whether `beforeAuth` is told of its public key, so that the route can push it. */
export type Identity =
  | EphemeralIdentity
  | { readonly kind: 'key-file'; readonly path: string; readonly push: boolean }
  | {
      readonly kind: 'key-agent';
      readonly agent: KeyAgent;
      /** Offer only the key with this `SHA256:…` fingerprint; null for all it holds, up to a bound. */
      readonly only: string | null;
      readonly push: boolean;
    }
  /** Null: asked for when the target takes a password. */
  | { readonly kind: 'password'; readonly password: Secret<string> | null }
  | { readonly kind: 'keyboard-interactive' };

/** What is asked of the user while signing in. */
export type SignInQuestion =
  | { readonly kind: 'passphrase'; readonly path: string; readonly isRetry: boolean }
  | { readonly kind: 'password'; readonly user: string }
  /** The target's own words; `echo` says whether the answer may be seen while it is typed. */
  | {
      readonly kind: 'question';
      readonly title: string;
      readonly instructions: string;
      readonly prompt: string;
      readonly echo: boolean;
    };

/** Rejects with AppError: `cancelled`, or `prompt/expired`. */
export type AskUser = (question: SignInQuestion, signal: AbortSignal) => Promise<string>;

/** Ed25519: what EC2 Instance Connect takes besides RSA, small, and made in a fraction of a millisecond. */
export async function ephemeralIdentity(): Promise<EphemeralIdentity> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ed25519');
  return {
    kind: 'ephemeral',
    publicKeyLine: publicKeyLineOf(publicKey),
    privateKey: new Secret(privateKey),
  };
}
