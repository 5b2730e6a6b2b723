// The one place that knows Electron's safeStorage: gives it to the vault as a keychain. Not before the app is ready.
import { safeStorage } from 'electron';
import type { Clock } from '../base/clock.ts';
import { type Keychain, openSecretVault, type SecretVault } from './secret-vault.ts';

/** Rejects as openSecretVault does. */
export function openSecrets(file: string, clock: Clock): Promise<SecretVault> {
  return openSecretVault({ file, keychain: electronKeychain(), platform: process.platform, clock });
}

function electronKeychain(): Keychain {
  // Electron's types are of a later version than the oldest runtime: 25 does not have it.
  const { getSelectedStorageBackend } = safeStorage as Partial<
    Pick<typeof safeStorage, 'getSelectedStorageBackend'>
  >;
  return {
    isEncryptionAvailable: () => safeStorage.isEncryptionAvailable(),
    encryptString: (text) => safeStorage.encryptString(text),
    decryptString: (encrypted) => safeStorage.decryptString(encrypted),
    ...(getSelectedStorageBackend === undefined
      ? {}
      : { getSelectedStorageBackend: () => safeStorage.getSelectedStorageBackend() }),
  };
}
