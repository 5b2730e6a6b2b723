// Lets all that is written to a socket in one turn of the event loop leave in one system call, and with TLS in full
// records: small writes cost more in calls than in bytes. For SSH's transport and the sandbox's connections; WebSockets
// have base/frame-writer.
import type { Writable } from 'node:stream';

/** Call before writing. What is written until the current callback has ended goes out just after it, none the later. */
export function corkForThisTurn(stream: Writable): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => {
    stream.uncork();
  });
}

/**
 * The same until everything that is ready in this round of the event loop has had its turn: for small questions whose
 * askers each waited for the disk, and several are let go at once. It goes out before the next round.
 */
export function corkForThisRound(stream: Writable): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => {
    stream.uncork();
  });
}
