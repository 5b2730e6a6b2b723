// One load with several waiters: it starts with the first, and is given up when the last one has turned away.
import { cancelledError, onAbort, throwIfAborted } from './abort.ts';

export interface SharedLoad<T> {
  /** Joins the running load or starts one. Rejects with `cancelled` when `signal` fires first. */
  join(signal: AbortSignal): Promise<T>;
}

/** `load` gets a signal that fires when nobody waits any more. A settled load is forgotten: caching is the caller's. */
export function makeSharedLoad<T>(load: (signal: AbortSignal) => Promise<T>): SharedLoad<T> {
  let running: { readonly result: Promise<T>; readonly controller: AbortController; waiters: number } | null =
    null;

  return {
    async join(signal) {
      throwIfAborted(signal);
      if (running === null) {
        const controller = new AbortController();
        const started = { result: load(controller.signal), controller, waiters: 0 };
        running = started;
        const forget = (): void => {
          if (running === started) running = null;
        };
        started.result.then(forget, forget);
      }
      const joined = running;
      joined.waiters += 1;
      let stopListening: () => void = () => undefined;
      try {
        return await Promise.race([
          joined.result,
          new Promise<never>((_resolve, reject) => {
            stopListening = onAbort(signal, () => {
              reject(cancelledError());
            });
          }),
        ]);
      } finally {
        stopListening();
        joined.waiters -= 1;
        if (joined.waiters === 0) {
          joined.controller.abort();
          if (running === joined) running = null;
        }
      }
    },
  };
}
