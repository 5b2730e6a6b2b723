// Host keys of the sandbox's machines: made when first asked for, the same as long as the sandbox runs. ECDSA and
// Ed25519, as cloud-init makes them on Amazon Linux 2023.
import ssh2 from 'ssh2';
import { makeEd25519Key, type KeyText } from './ed25519-key.ts';
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
  return hostKeyOf('ECDSA', { privateKey: pair.private, publicKey: pair.public.trim() });
}

export function ed25519Key(): HostKey {
  return hostKeyOf('ED25519', makeEd25519Key());
}

function hostKeyOf(type: HostKey['type'], { privateKey, publicKey }: KeyText): HostKey {
  const [, base64 = ''] = publicKey.split(' ');
  return {
    type,
    bits: 256,
    privateKey,
    publicKey,
    fingerprint: fingerprintOf(Buffer.from(base64, 'base64')),
  };
}
