// One callback of ssh2 as a promise that leaves nothing behind: what is answered after the caller gave up is closed.
import { cancelledError, onAbort } from '../base/abort.ts';

interface Closable {
  end(): unknown;
  destroy?(): unknown;
}

/**
 * `request` asks ssh2 for a channel and passes its callback. Rejects with ssh2's error as it is, or with `cancelled`.
 */
export function openChannel<T extends Closable>(
  request: (done: (error: Error | undefined, channel: T) => void) => void,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const stopListening = onAbort(signal, () => {
      over = true;
      reject(cancelledError());
    });
    if (over) return;
    request((error, channel) => {
      stopListening();
      if (error !== undefined) {
        reject(error);
        return;
      }
      if (over) close(channel);
      else resolve(channel);
    });
  });
}

function close(channel: Closable): void {
  if (channel.destroy === undefined) channel.end();
  else channel.destroy();
}
