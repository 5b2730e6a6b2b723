// Saved passwords and passphrases: encrypted by the computer's keychain, kept in one file of ours. Where the keychain
// does not protect, nothing is saved without a clear yes of the user. Takes the keychain as an interface, so that it
// runs in plain Node.
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { openJsonFile } from '../base/json-file.ts';
import { Secret } from '../base/secret.ts';

/** The part of Electron's safeStorage that is used. Both may block while a keyring asks its own password. */
export interface Keychain {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  /** Throws when the key is another one by now. */
  decryptString(encrypted: Buffer): string;
  /** Linux, Electron 26 and later; older ones do not have it. */
  getSelectedStorageBackend?(): string;
}

/** `plain-text`: encrypted with a key that every program knows. */
export type KeychainProtection = 'keychain' | 'plain-text' | 'unavailable';

export interface SecretVault {
  /** Asks the keychain; may block. */
  protection(): KeychainProtection;
  /**
   * `allowPlainText`: the user has been told and said yes. Rejects with `library/keychain-unavailable`,
   * `library/keychain-plain-text`, `library/write-failed`.
   */
  save(name: string, secret: Secret<string>, allowPlainText: boolean): Promise<void>;
  /** Null when nothing is saved. Rejects with `library/secret-unreadable` when the keychain does not open it. */
  load(name: string): Promise<Secret<string> | null>;
  /** Of all that is saved. Does not ask the keychain. */
  names(): readonly string[];
  remove(name: string): Promise<void>;
}

const MAX_SECRETS = 10_000;
const MAX_SECRET_CHARACTERS = 4_096;
/** How Chromium begins what it encrypts on Linux: v11 with a key of the keyring, v10 with the one in its source. */
const PLAIN_PREFIX = 'v10';
const PLAIN_BACKEND = 'basic_text';

const documentSchema = z.object({
  secrets: z.record(z.string().max(1000), z.string().max(4 * MAX_SECRET_CHARACTERS)),
});

export interface SecretVaultOptions {
  /** Absolute path. */
  readonly file: string;
  readonly keychain: Keychain;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
}

/** Rejects as openJsonFile does. */
export async function openSecretVault({
  file,
  keychain,
  platform,
  clock,
}: SecretVaultOptions): Promise<SecretVault> {
  const document = await openJsonFile<z.infer<typeof documentSchema>>({
    file,
    version: 1,
    migrations: {},
    schema: documentSchema,
    initial: () => ({ secrets: {} }),
    clock,
  });
  const find = (name: string): string | null =>
    Object.hasOwn(document.value.secrets, name) ? (document.value.secrets[name] ?? null) : null;
  const protection = (): KeychainProtection => protectionOf(keychain, platform);
  return {
    protection,
    async save(name, secret, allowPlainText) {
      const text = secret.reveal();
      if (text.length > MAX_SECRET_CHARACTERS)
        throw new AppError('library/write-failed', 'This is too long for a password.');
      const kind = protection();
      if (kind === 'unavailable') throw unavailable();
      if (kind === 'plain-text' && !allowPlainText) throw plainText();
      const encrypted = keychain.encryptString(text).toString('base64');
      await document.change(({ secrets }) => {
        if (Object.keys(secrets).length >= MAX_SECRETS && !Object.hasOwn(secrets, name))
          throw new AppError('library/write-failed', 'There are too many saved passwords.');
        return { secrets: { ...secrets, [name]: encrypted } };
      });
    },
    async load(name) {
      const encrypted = find(name);
      if (encrypted === null) return null;
      try {
        return new Secret(keychain.decryptString(Buffer.from(encrypted, 'base64')));
      } catch (error) {
        throw new AppError('library/secret-unreadable', 'The saved password cannot be opened.', {
          detail: 'The keychain of this computer is locked, or it has another key than when it was saved.',
          cause: error,
        });
      }
    },
    names: () => Object.keys(document.value.secrets),
    async remove(name) {
      if (find(name) === null) return;
      await document.change(({ secrets }) => ({
        secrets: Object.fromEntries(Object.entries(secrets).filter(([other]) => other !== name)),
      }));
    },
  };
}

function protectionOf(keychain: Keychain, platform: NodeJS.Platform): KeychainProtection {
  if (!keychain.isEncryptionAvailable()) return 'unavailable';
  if (platform !== 'linux') return 'keychain';
  if (keychain.getSelectedStorageBackend !== undefined)
    return keychain.getSelectedStorageBackend() === PLAIN_BACKEND ? 'plain-text' : 'keychain';
  // Electron 25 does not tell; what it writes does.
  const sample = keychain.encryptString('?').subarray(0, PLAIN_PREFIX.length).toString('latin1');
  return sample === PLAIN_PREFIX ? 'plain-text' : 'keychain';
}

function unavailable(): AppError {
  return new AppError(
    'library/keychain-unavailable',
    'This computer has no keychain that is open to Sallyport.',
    {
      detail:
        'On Linux it is the keyring of the desktop (GNOME Keyring, KWallet). Without one nothing is saved.',
    },
  );
}

function plainText(): AppError {
  return new AppError(
    'library/keychain-plain-text',
    'The keychain of this computer does not protect passwords.',
    {
      detail: 'Whoever can read your files could read a saved password. It is saved only if you say so.',
    },
  );
}
