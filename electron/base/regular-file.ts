// Reads a file whose name somebody gave us: bounded, and only a plain file. Opening a pipe that nobody writes to would take
// one of Node's few threads for ever, and a device has no end.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Missing on Windows, where a pipe has no place among files. */
const O_NONBLOCK = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/** At most one byte more than `limit`, which says that there is more. Rejects with the file system's error. */
export async function readRegularFile(file: string, limit: number): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('It is not a file.');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(limit + 1), 0, limit + 1, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
