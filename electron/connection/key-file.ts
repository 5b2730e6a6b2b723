// Reads the file of a private key that somebody points to: bounded, as a wrong path may be anything.
import { AppError } from '../../shared/app-error.ts';
import { readRegularFile } from '../base/regular-file.ts';
import { Secret } from '../base/secret.ts';

/** A private key is a few kilobytes. */
const MAX_KEY_BYTES = 65_536;

/** Rejects with `rdp/key-unreadable`. */
export async function readKeyFile(file: string): Promise<Secret<string>> {
  try {
    const bytes = await readRegularFile(file, MAX_KEY_BYTES);
    if (bytes.length > MAX_KEY_BYTES) throw new Error('It is too large for a private key.');
    return new Secret(bytes.toString('utf8'));
  } catch (error) {
    throw new AppError('rdp/key-unreadable', `The private key ${file} could not be read.`, {
      detail: error instanceof Error ? error.message : null,
      cause: error,
    });
  }
}
