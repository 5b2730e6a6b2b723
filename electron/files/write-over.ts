// Sends a file into one that is there already, without another one taking its place: it keeps its owner, and it works
// in a folder where this user may make nothing. Whoever reads it meanwhile may see half of it.
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { localError } from './local-error.ts';
import type { RemoteFiles } from './remote-files.ts';

/** Rejects with AppError; the file there may then be cut short. */
export async function writeOver(
  remote: RemoteFiles,
  { from, to, signal }: { readonly from: string; readonly to: string; readonly signal: AbortSignal },
): Promise<void> {
  // First: opening the other one empties it.
  const file = await open(from, 'r').catch((error: unknown) => {
    throw localError(error, from, 'opened');
  });
  try {
    const out = await remote.write(to, { mode: 'replace', from: 0, permissions: null }, signal);
    await pipeline(file.createReadStream({ autoClose: false }), out);
  } catch (error) {
    throw localError(error, from, 'sent');
  } finally {
    await file.close();
  }
}
