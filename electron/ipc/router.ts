// One way in for every call: envelope -> name -> zod -> handler -> Result. Knows nothing of Electron; ipc-main.ts
// feeds it after the sender check. A refusal is an answer; nothing that goes wrong leaves as a rejection.
import { z } from 'zod';
import type { AppErrorData, Result } from '../../shared/app-error.ts';
import { AppError } from '../../shared/app-error.ts';
import type { CallName, CallOutput } from '../../shared/contract.ts';
import { CALLS } from '../../shared/contract.ts';

/** Calls that wait at the same time. The window needs a handful; a flood is refused instead of piling up. */
const MAX_CALLS_IN_FLIGHT = 256;

const callIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const envelopeSchema = z.object({ name: z.string().max(64), callId: callIdSchema, input: z.unknown() });

export interface CallContext {
  /** Aborts when the window cancels the call or goes away. */
  readonly signal: AbortSignal;
}

export type ParsedInput<N extends CallName> = z.output<(typeof CALLS)[N]['input']>;
export type Handler<N extends CallName> = (
  input: ParsedInput<N>,
  context: CallContext,
) => Promise<CallOutput<N>> | CallOutput<N>;
/** Every call has exactly one handler, or the composition root does not compile. */
export type Handlers = { readonly [N in CallName]: Handler<N> };
/** What one `*-calls.ts` file provides. */
export type HandlersOf<N extends CallName> = { readonly [K in N]: Handler<K> };

export interface Router {
  /** Answers a call; never rejects. */
  handle(envelope: unknown): Promise<Result<unknown>>;
  cancel(callId: unknown): void;
  /** The window has gone or loads anew: nobody waits for these answers. */
  cancelAll(): void;
}

export interface RouterOptions {
  readonly handlers: Handlers;
  /** In development and tests the answers are checked against the contract as well. */
  readonly checkOutput: boolean;
  /** For errors that are no AppError: bugs. */
  readonly reportBug: (where: string, error: unknown) => void;
}

export function createRouter(options: RouterOptions): Router {
  const inFlight = new Map<string, AbortController>();

  async function handle(raw: unknown): Promise<Result<unknown>> {
    const envelope = envelopeSchema.safeParse(raw);
    if (!envelope.success) return refusal('ipc/invalid-input', 'The request is malformed.', envelope.error);
    const { name, callId, input } = envelope.data;
    if (!isCallName(name)) return refusal('ipc/refused', 'The app does not offer this call.');
    if (inFlight.has(callId)) return refusal('ipc/refused', 'A call with this id is already running.');
    if (inFlight.size >= MAX_CALLS_IN_FLIGHT) return refusal('ipc/refused', 'Too many calls are running.');
    const controller = new AbortController();
    inFlight.set(callId, controller);
    try {
      return await run(name, input, controller.signal);
    } finally {
      inFlight.delete(callId);
    }
  }

  async function run<N extends CallName>(
    name: N,
    rawInput: unknown,
    signal: AbortSignal,
  ): Promise<Result<unknown>> {
    const input = CALLS[name].input.safeParse(rawInput);
    if (!input.success) {
      return refusal('ipc/invalid-input', `The input of ${name} is not valid.`, input.error);
    }
    try {
      const handler: Handler<N> = options.handlers[name];
      const output = await handler(input.data as ParsedInput<N>, { signal });
      return { ok: true, value: options.checkOutput ? CALLS[name].output.parse(output) : output };
    } catch (error) {
      return { ok: false, error: toErrorData(name, error, signal) };
    }
  }

  function toErrorData(name: CallName, error: unknown, signal: AbortSignal): AppErrorData {
    if (error instanceof AppError) return error.toData();
    if (signal.aborted) return new AppError('cancelled', 'Cancelled.').toData();
    options.reportBug(`call ${name}`, error);
    return new AppError('internal', 'Something in Sallyport went wrong.', {
      detail: error instanceof Error ? `${error.name} in ${name}` : name,
    }).toData();
  }

  return {
    handle,
    cancel(callId) {
      const parsed = callIdSchema.safeParse(callId);
      if (parsed.success) inFlight.get(parsed.data)?.abort();
    },
    cancelAll() {
      for (const controller of inFlight.values()) controller.abort();
    },
  };
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}

function refusal(
  code: 'ipc/refused' | 'ipc/invalid-input',
  message: string,
  problem?: z.ZodError,
): { readonly ok: false; readonly error: AppErrorData } {
  // zod's issues name paths and expectations, never the received value: safe to show.
  const detail = problem === undefined ? null : z.prettifyError(problem).slice(0, 500);
  return { ok: false, error: new AppError(code, message, { detail }).toData() };
}
