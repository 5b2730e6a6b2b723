// What AWS keeps about Windows instances: their key pairs (made when first asked for) and the first Administrator
// password of each, encrypted for its key pair. Beside windows-desktop, which lets that password in.
import { constants, generateKeyPair, publicEncrypt, randomInt, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Instance } from './company/instance.ts';

/** `pending`: Windows has not set it yet. */
export type WindowsPasswordState = 'ready' | 'pending';

interface KeyPair {
  readonly publicKey: KeyObject;
  /** PEM as AWS hands it out (PKCS#1), readable by this user only. */
  readonly file: string;
}

/** What EC2 makes. */
const KEY_BITS = 2048;
const PASSWORD_LENGTH = 32;
/** The signs that Windows passwords of EC2 have; awkward for shells and argument lists, and meant to be. */
const PASSWORD_SIGNS =
  'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!@#$%&*()-=_+;:,.?/\\"\'<>{}[]^~| ';

export class WindowsAccounts {
  readonly #dir: string;
  readonly #keyPairs = new Map<string, Promise<KeyPair>>();
  readonly #passwords = new Map<string, string>();
  readonly #pending = new Set<string>();

  /** `dir`: where key files are written; only this user may look in. */
  constructor(dir: string) {
    this.#dir = path.join(dir, 'key-pairs');
  }

  /** The first password of an instance; new with every start of the sandbox. */
  passwordOf(target: string): string {
    let password = this.#passwords.get(target);
    if (password === undefined) {
      password = randomPassword();
      this.#passwords.set(target, password);
    }
    return password;
  }

  /** Where the private key of a key pair will be; it is there once `keyPair` has settled. */
  keyFile(keyName: string): string {
    return path.join(this.#dir, `${keyName.replace(/[^A-Za-z0-9_-]/g, '_')}.pem`);
  }

  keyPair(keyName: string): Promise<KeyPair> {
    let pair = this.#keyPairs.get(keyName);
    if (pair === undefined) {
      pair = this.#makeKeyPair(keyName);
      this.#keyPairs.set(keyName, pair);
    }
    return pair;
  }

  setPasswordState(target: string, state: WindowsPasswordState): void {
    if (state === 'pending') this.#pending.add(target);
    else this.#pending.delete(target);
  }

  /** Base64 as GetPasswordData answers; empty where there is none: other systems, no key pair, not ready yet. */
  async passwordData({ id, ec2, agent }: Instance): Promise<string> {
    const keyName = ec2?.keyName ?? null;
    if (agent.platformType !== 'Windows' || keyName === null || this.#pending.has(id)) return '';
    const { publicKey } = await this.keyPair(keyName);
    const padding = constants.RSA_PKCS1_PADDING;
    return publicEncrypt({ key: publicKey, padding }, Buffer.from(this.passwordOf(id))).toString('base64');
  }

  async #makeKeyPair(keyName: string): Promise<KeyPair> {
    const { publicKey, privateKey } = await new Promise<{ publicKey: KeyObject; privateKey: KeyObject }>(
      (resolve, reject) => {
        generateKeyPair('rsa', { modulusLength: KEY_BITS }, (error, publicHalf, privateHalf) => {
          if (error === null) resolve({ publicKey: publicHalf, privateKey: privateHalf });
          else reject(error);
        });
      },
    );
    const file = this.keyFile(keyName);
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    writeFileSync(file, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
    return { publicKey, file };
  }
}

export function randomPassword(): string {
  // First and last are letters: nobody can tell a space at the end when copying by hand.
  const letters = Array.from({ length: PASSWORD_LENGTH - 2 }, () =>
    PASSWORD_SIGNS.charAt(randomInt(PASSWORD_SIGNS.length)),
  );
  return `W${letters.join('')}z`;
}
