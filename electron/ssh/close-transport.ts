// The end of a transport: what was written goes out, then it is closed, in bounded time.
import type { Clock } from '../base/clock.ts';
import type { Transport } from '../base/transport.ts';

/** What is written last is a goodbye: nobody waits long for it. */
const FLUSH_MS = 1_000;

/** Ends the writable half, closes when all was written or after a second. Never rejects. */
export function closeTransport(transport: Transport, clock: Clock): Promise<void> {
  if (transport.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = clock.after(FLUSH_MS, () => {
      transport.destroy();
      // A stream that does not even close when told to is not waited for.
      resolve();
    });
    const done = (): void => {
      stop();
      resolve();
    };
    transport.once('close', done);
    transport.on('error', () => undefined);
    if (transport.writableFinished) transport.destroy();
    else
      transport.once('finish', () => {
        transport.destroy();
      });
    transport.end();
  });
}
