// The keys this sandbox knows and whose they are: one for the user (handed out in `env`), one for the agents.
import { randomBytes, randomInt } from 'node:crypto';

export const ACCOUNT_ID = '123456789012';

export interface Principal {
  readonly arn: string;
  readonly userId: string;
  /** SSM names sessions after it. */
  readonly sessionName: string;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly principal: Principal;
}

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export class CredentialStore {
  readonly #keys = new Map<string, AccessKey>();
  readonly #expired = new Set<string>();
  #user: AccessKey;
  readonly agent: AccessKey;

  constructor() {
    this.#user = this.#issue(assumedRole('SallyportSandbox', 'sandbox-user'));
    this.agent = this.#issue(assumedRole('SandboxInstanceRole', 'sandbox-agent'));
  }

  get user(): AccessKey {
    return this.#user;
  }

  find(accessKeyId: string): AccessKey | null {
    return this.#keys.get(accessKeyId) ?? null;
  }

  isExpired(key: AccessKey): boolean {
    return this.#expired.has(key.accessKeyId);
  }

  /** From now on the user's keys are answered like a session token past its time. */
  expireUser(): void {
    this.#expired.add(this.#user.accessKeyId);
  }

  /** The same keys work again, or (`rotate`) new ones do and the old ones stay expired. */
  renewUser(rotate: boolean): AccessKey {
    if (rotate) {
      this.#expired.add(this.#user.accessKeyId);
      this.#user = this.#issue(this.#user.principal);
    } else {
      this.#expired.delete(this.#user.accessKeyId);
    }
    return this.#user;
  }

  #issue(principal: Principal): AccessKey {
    const key = {
      // ASIA: temporary keys, which always come with a session token.
      accessKeyId: `ASIA${randomKeyText(16)}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(150).toString('base64'),
      principal,
    };
    this.#keys.set(key.accessKeyId, key);
    return key;
  }
}

function assumedRole(role: string, sessionName: string): Principal {
  return {
    arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role}/${sessionName}`,
    userId: `AROA${randomKeyText(17)}:${sessionName}`,
    sessionName,
  };
}

function randomKeyText(length: number): string {
  return Array.from({ length }, () => KEY_ALPHABET[randomInt(KEY_ALPHABET.length)]).join('');
}
