// Reads the file of a private key that somebody points to: bounded, as a wrong path may be anything.
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../shared/app-error.ts';
import { Secret } from '../base/secret.ts';

/** A private key is a few kilobytes. */
const MAX_KEY_BYTES = 65_536;

/** Rejects with `rdp/key-unreadable`. */
export async function readKeyFile(file: string): Promise<Secret<string>> {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) throw new Error('it is not a file');
    if (facts.size > MAX_KEY_BYTES) throw new Error('it is too large for a private key');
    return new Secret(await readFile(file, 'utf8'));
  } catch (error) {
    throw new AppError('rdp/key-unreadable', `The private key ${file} could not be read.`, {
      detail: error instanceof Error ? error.message : null,
      cause: error,
    });
  }
}
