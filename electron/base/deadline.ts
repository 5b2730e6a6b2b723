// Every wait on the outside has a deadline and can be cancelled: this is where both are added to a promise.
import { cancelledError, onAbort } from './abort.ts';
import { systemClock, type Clock } from './clock.ts';

/**
 * Runs `start` and answers with its result unless `ms` pass (rejects with `makeError()`) or `signal` aborts (rejects
 * with AppError `cancelled`). `start` gets a signal that aborts in both cases and when the wait is over; a result that
 * arrives later is dropped, so `start` must release what it has opened when its signal aborts before it answers.
 */
export function withDeadline<T>(
  start: (signal: AbortSignal) => Promise<T>,
  ms: number,
  signal: AbortSignal,
  makeError: () => Error,
  clock: Clock = systemClock,
): Promise<T> {
  const inner = new AbortController();
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelledError());
      return;
    }
    let over = false;
    const finish = (settle: () => void) => {
      if (over) return;
      over = true;
      stopTimer();
      stopListening();
      settle();
    };
    const giveUp = (error: Error) => {
      finish(() => {
        reject(error);
        inner.abort();
      });
    };
    const stopTimer = clock.after(ms, () => {
      giveUp(makeError());
    });
    const stopListening = onAbort(signal, () => {
      giveUp(cancelledError());
    });
    Promise.resolve()
      .then(() => start(inner.signal))
      .then(
        (value) => {
          finish(() => {
            resolve(value);
          });
        },
        (error: unknown) => {
          finish(() => {
            reject(error instanceof Error ? error : new Error(String(error)));
          });
        },
      );
  });
}
