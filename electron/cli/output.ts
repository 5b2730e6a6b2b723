// Where the command line writes: what was asked for on stdout, everything said to people on stderr.
import type { Writable } from 'node:stream';

export interface Output {
  /** Bytes of the far side. A pipe whose reader stops (a pager) holds back here without blocking the process. */
  readonly data: Writable;
  readonly errors: Writable;
  /** A sentence for people on stderr; nothing with --quiet. */
  say(text: string): void;
}

export function openOutput(quiet: boolean): Output {
  // Every write has its own callback (writeAll), where a failure is dealt with.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    data: process.stdout,
    errors: process.stderr,
    say(text) {
      if (!quiet) process.stderr.write(`${text}\n`);
    },
  };
}

/** Settles when what was written has reached the system; rejects when it cannot (EPIPE). */
export function writeAll(stream: Writable, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

/** The reader of our output has gone, as with `| head`. */
export function isBrokenPipe(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}
