// Calls to main as plain async functions: cancel by AbortSignal, refusals thrown as AppError.
import { AppError } from '../../shared/app-error.ts';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { CallInput, CallName, CallOutput } from '../../shared/contract.ts';
import { windowBridge } from './window-bridge.ts';

export interface CallOptions {
  /** Aborting asks main to stop and rejects at once with `cancelled`. */
  readonly signal?: AbortSignal;
}

export async function call<N extends CallName>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): Promise<CallOutput<N>> {
  const { signal } = options;
  const cancelled = new AppError('cancelled', 'Cancelled.');
  if (signal?.aborted === true) throw cancelled;
  const bridge = windowBridge();
  const callId = crypto.randomUUID();
  const answer = bridge.call(name, input, callId);
  if (signal === undefined) return unwrap(await answer);
  let onAbort: (() => void) | null = null;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      bridge.cancel(callId);
      reject(cancelled);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return unwrap(await Promise.race([answer, aborted]));
  } finally {
    if (onAbort !== null) signal.removeEventListener('abort', onAbort);
  }
}

function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: AppErrorData }): T {
  if (result.ok) return result.value;
  throw AppError.fromData(result.error);
}

/** Any thrown thing as the data the error texts know. */
export function toErrorData(thrown: unknown): AppErrorData {
  if (thrown instanceof AppError) return thrown.toData();
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: 'internal', message: 'Something went wrong in the window.', detail, retryable: false };
}
