// Cancelling: one signal that follows another, a wait that can be cancelled, and the error that says so.
// (AbortSignal.any is missing in Electron 25's Node 18.)
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from './clock.ts';

export function cancelledError(): AppError {
  return new AppError('cancelled', 'It was cancelled.');
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelledError();
}

/** Calls `run` once when the signal aborts, at once when it has; the returned function stops listening. */
export function onAbort(signal: AbortSignal, run: () => void): () => void {
  if (signal.aborted) {
    run();
    return () => undefined;
  }
  signal.addEventListener('abort', run, { once: true });
  return () => {
    signal.removeEventListener('abort', run);
  };
}

/** Settles after `ms`; rejects with `cancelled` when the signal aborts before. */
export function delay(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelledError());
      return;
    }
    const stopTimer = clock.after(ms, () => {
      stopListening();
      resolve();
    });
    const stopListening = onAbort(signal, () => {
      stopTimer();
      reject(cancelledError());
    });
  });
}

/** `promise`, or a rejection with `cancelled` as soon as `signal` aborts. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => {
      reject(cancelledError());
    });
    promise.then(resolve, reject).finally(stop).catch(reject);
  });
}
