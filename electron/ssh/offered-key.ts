// A key as ssh2 is handed it for one attempt to sign in: either read by ssh2 itself, or as an agent with one key, so
// that the private half stays where it is (a KeyObject, the user's key agent).
import { sign, type KeyObject } from 'node:crypto';
import type { AnyAuthMethod, BaseAgent, ParsedKey, SignCallback } from 'ssh2';
import { ed25519Blob, fingerprintOf } from './public-key-line.ts';
import type { Ssh2 } from './ssh2-module.ts';

export interface OfferedKey {
  /** OpenSSH's one line, without a comment. */
  readonly publicKeyLine: string;
  readonly fingerprint: string;
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`. */
  readonly type: string;
  auth(user: string): AnyAuthMethod;
}

type Sign = (data: Buffer, options: object, done: SignCallback) => void;

/** ssh2 signs with it. */
export function offerParsedKey(key: ParsedKey): OfferedKey {
  const blob = key.getPublicSSH();
  return {
    ...described(blob, key.type),
    auth: (username) => ({ type: 'publickey', username, key }),
  };
}

/** `key` is an Ed25519 private key. Signs with node:crypto. */
export function offerEd25519(ssh2: Ssh2, key: KeyObject): OfferedKey {
  const blob = ed25519Blob(key);
  const agent = agentOfOneKey(ssh2, blob, (data, _options, done) => {
    sign(null, data, key, (error, signature) => {
      if (error === null) done(undefined, signature);
      else done(error);
    });
  });
  return { ...described(blob, 'ssh-ed25519'), auth: (username) => ({ type: 'agent', username, agent }) };
}

/** One of the keys that `agent` holds; `agent` signs with it. */
export function offerAgentKey(ssh2: Ssh2, agent: BaseAgent, key: ParsedKey): OfferedKey {
  const blob = key.getPublicSSH();
  const one = agentOfOneKey(ssh2, blob, (data, options, done) => {
    agent.sign(key, data, options, done);
  });
  return { ...described(blob, key.type), auth: (username) => ({ type: 'agent', username, agent: one }) };
}

function described(blob: Buffer, type: string): Omit<OfferedKey, 'auth'> {
  return {
    publicKeyLine: `${type} ${blob.toString('base64')}`,
    fingerprint: fingerprintOf(blob),
    type,
  };
}

function agentOfOneKey(ssh2: Ssh2, blob: Buffer, signWith: Sign): BaseAgent {
  // Made here and not above, because ssh2 is loaded only when somebody signs in.
  class OneKeyAgent extends ssh2.BaseAgent {
    override getIdentities(done: (error: Error | undefined, keys?: Buffer[]) => void): void {
      done(undefined, [blob]);
    }

    override sign(
      _key: unknown,
      data: Buffer,
      optionsOrDone: object | SignCallback,
      done?: SignCallback,
    ): void {
      if (typeof optionsOrDone === 'function') signWith(data, {}, optionsOrDone as SignCallback);
      else if (done !== undefined) signWith(data, optionsOrDone, done);
    }
  }
  return new OneKeyAgent();
}
