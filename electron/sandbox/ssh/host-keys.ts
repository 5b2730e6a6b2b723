// Host keys of the sandbox's machines: made when first asked for, the same as long as the sandbox runs. ECDSA and
// Ed25519, as cloud-init makes them on Amazon Linux 2023.
import ssh2 from 'ssh2';
import { fingerprintOf } from './public-key.ts';

export interface HostKey {
  readonly type: 'ED25519' | 'ECDSA';
  readonly bits: number;
  /** OpenSSH's private key format. */
  readonly privateKey: string;
  /** `<type> <base64>`. */
  readonly publicKey: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

export class HostKeys {
  readonly #keys = new Map<string, readonly HostKey[]>();

  of(target: string): readonly HostKey[] {
    let keys = this.#keys.get(target);
    if (keys === undefined) {
      keys = [ecdsaKey(), ed25519Key()];
      this.#keys.set(target, keys);
    }
    return keys;
  }

  /** As if the machine had been set up anew. */
  replace(target: string): void {
    this.#keys.delete(target);
  }
}

function ecdsaKey(): HostKey {
  const pair = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  return hostKeyOf('ECDSA', 256, pair);
}

export function ed25519Key(): HostKey {
  return hostKeyOf('ED25519', 256, ssh2.utils.generateKeyPairSync('ed25519'));
}

function hostKeyOf(
  type: HostKey['type'],
  bits: number,
  pair: { readonly private: string; readonly public: string },
): HostKey {
  const [name = '', base64 = ''] = pair.public.trim().split(' ');
  return {
    type,
    bits,
    privateKey: pair.private,
    publicKey: `${name} ${base64}`,
    fingerprint: fingerprintOf(Buffer.from(base64, 'base64')),
  };
}
