// Sends a file into one that is there already, without another one taking its place: it keeps its owner, and it works
// in a folder where this user may make nothing. Whoever reads it meanwhile may see half of it.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { localError } from './local-error.ts';
import type { RemoteFiles } from './remote-files.ts';

/** Rejects with AppError; the file there may then be cut short. */
export async function writeOver(
  remote: RemoteFiles,
  { from, to, signal }: { readonly from: string; readonly to: string; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await pipeline(
      createReadStream(from),
      await remote.write(to, { mode: 'replace', from: 0, permissions: null }, signal),
    );
  } catch (error) {
    throw localError(error, from, 'sent');
  }
}
