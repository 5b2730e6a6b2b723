// A way to a far side that obeys one protocol of two steps, and the time that bytes take over it: whoever carries them.
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

export interface Way {
  /** One listener; the last one counts. What came before the first is given to it. */
  listen(onBytes: (bytes: Buffer) => void): void;
  /** Settles when more may be written. */
  write(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
  /** Rejects when it ends before it is closed. Handled: nobody need wait for it. */
  readonly failed: Promise<never>;
}

/** A stream each way, or one for both. */
export function wayOf(
  input: Writable & { destroy(): unknown },
  output: Readable = input as unknown as Readable,
  close?: () => void | Promise<void>,
): Way {
  const early: Buffer[] = [];
  let onBytes = (bytes: Buffer): void => {
    early.push(bytes);
  };
  output.on('data', (bytes: Buffer) => {
    onBytes(bytes);
  });
  const failed = new Promise<never>((_resolve, reject) => {
    for (const stream of [input, output]) stream.once('error', reject);
    output.once('close', () => {
      reject(new Error('it was closed before its time'));
    });
  });
  failed.catch(() => undefined);
  return {
    failed,
    listen(listener) {
      onBytes = listener;
      for (const bytes of early.splice(0)) listener(bytes);
    },
    async write(bytes) {
      if (!input.write(bytes)) await Promise.race([once(input, 'drain'), failed]);
    },
    async close() {
      if (close !== undefined) {
        await close();
        return;
      }
      // Its far side may have ended it by now.
      if (input.closed) return;
      const closed = once(input, 'close');
      input.destroy();
      await closed;
    },
  };
}

const CHUNK = Buffer.alloc(64 * 1024, 'sallyport ');

/**
 * Seconds. `begin` readies the far side, which answers with one byte. `up`: from then on it takes `bytes` and answers
 * with one more. `down`: it waits for one byte (a line end) and then sends `bytes`.
 */
export async function measured(
  way: Way,
  direction: 'up' | 'down',
  bytes: number,
  begin: (firstAnswer: Promise<void>) => Promise<void>,
): Promise<number> {
  await begin(received(way, 1));
  const startedAt = performance.now();
  const done = received(way, direction === 'up' ? 1 : bytes);
  if (direction === 'up')
    for (let left = bytes; left > 0; left -= CHUNK.length)
      await way.write(CHUNK.subarray(0, Math.min(left, CHUNK.length)));
  else await way.write(Buffer.from('\n'));
  await done;
  return (performance.now() - startedAt) / 1000;
}

function received(way: Way, bytes: number): Promise<void> {
  let left = bytes;
  const all = new Promise<void>((resolve) => {
    way.listen((piece) => {
      left -= piece.length;
      if (left <= 0) resolve();
    });
  });
  return Promise.race([all, way.failed]);
}
